package dev.slipway.modelserver.convert;

import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object of an XGBoost document and the way to it, so that a complaint names the field. */
final class Section {
    private final String path;
    private final Value.Fields fields;

    Section(String path, Value value) throws FailureException {
        this.path = path;
        if (!(value instanceof Value.Fields object)) {
            throw Malformed.damaged("The XGBoost model's " + (path.isEmpty() ? "document" : path), "is no object");
        }
        this.fields = object;
    }

    boolean has(String name) {
        return fields.fields().containsKey(name);
    }

    Section section(String name) throws FailureException {
        return new Section(join(name), require(name));
    }

    Optional<Section> optionalSection(String name) throws FailureException {
        return has(name) ? Optional.of(section(name)) : Optional.empty();
    }

    List<Section> sections(String name) throws FailureException {
        List<Section> sections = new ArrayList<>();
        List<Value> items = items(name);
        for (int i = 0; i < items.size(); i++) {
            sections.add(new Section(join(name) + "[" + i + "]", items.get(i)));
        }
        return sections;
    }

    List<String> texts(String name) throws FailureException {
        List<String> texts = new ArrayList<>();
        for (Value item : has(name) ? items(name) : List.<Value>of()) {
            if (!(item instanceof Value.Text text)) {
                throw wrong(name, "holds something that is no string");
            }
            texts.add(text.text());
        }
        return texts;
    }

    private List<Value> items(String name) throws FailureException {
        return switch (require(name)) {
            case Value.Items items -> items.items();
            case Value.Numbers numbers when numbers.values().length == 0 -> List.of();
            default -> throw wrong(name, "is no array of the right kind");
        };
    }

    String text(String name) throws FailureException {
        if (require(name) instanceof Value.Text text) {
            return text.text();
        }
        throw wrong(name, "is no string");
    }

    Optional<String> optionalText(String name) throws FailureException {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** A whole number, which XGBoost writes as a string. */
    int count(String name, int most) throws FailureException {
        double number =
                switch (require(name)) {
                    case Value.Scalar scalar -> scalar.value();
                    case Value.Text text -> parse(name, text.text());
                    default -> throw wrong(name, "is no number");
                };
        if (!(number >= 0 && number <= most) || number != Math.rint(number)) {
            throw wrong(name, "is %s, not a whole number up to %d".formatted(Double.toString(number), most));
        }
        return (int) number;
    }

    double parse(String name, String text) throws FailureException {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw wrong(name, "is no number");
        }
    }

    double[] numbers(String name) throws FailureException {
        if (require(name) instanceof Value.Numbers numbers) {
            return numbers.values();
        }
        throw wrong(name, "is no array of numbers");
    }

    /** Numbers, one per node or tree. */
    double[] numbers(String name, int length) throws FailureException {
        double[] numbers = numbers(name);
        if (numbers.length != length) {
            throw wrong(name, "has %d entries where %d are needed".formatted(numbers.length, length));
        }
        return numbers;
    }

    int[] integers(String name) throws FailureException {
        double[] numbers = numbers(name);
        int[] integers = new int[numbers.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (int) numbers[i];
            if (integers[i] != numbers[i]) {
                throw wrong(name, "has an entry %s that is no integer".formatted(Double.toString(numbers[i])));
            }
        }
        return integers;
    }

    int[] integers(String name, int length) throws FailureException {
        numbers(name, length);
        return integers(name);
    }

    private Value require(String name) throws FailureException {
        @Nullable Value value = fields.fields().get(name);
        if (value == null) {
            throw wrong(name, "is missing");
        }
        return value;
    }

    FailureException wrong(String name, String what) {
        return Malformed.damaged("The XGBoost model's " + join(name), what);
    }

    String path() {
        return path;
    }

    private String join(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
