package dev.slipway.modelserver.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileTreesTest {
    private static final int MUTANTS = Integer.getInteger("convert.mutants", 4000);

    @ParameterizedTest
    @ValueSource(strings = {"xgboost.json", "xgboost.ubj", "lightgbm.txt"})
    void a_file_cut_off_anywhere_is_refused(String name) {
        byte[] whole = TreeFiles.bytes(name);
        ModelFormat format = ModelFormat.detect(whole).orElseThrow();
        int end = name.endsWith(".txt") ? TreeFiles.text(name).indexOf("end of trees") + 11 : whole.length - 1;
        for (int length = 0; length < end; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ModelConversion.convert(format, cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.failure().reason()).isEqualTo(Reason.ModelLoadFailed));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xgboost.json", "xgboost.ubj", "lightgbm.txt"})
    void a_file_with_changed_bytes_is_converted_or_refused_never_worse(String name) {
        byte[] whole = TreeFiles.bytes(name);
        ModelFormat format = ModelFormat.detect(whole).orElseThrow();
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = whole.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                mutant[random.nextInt(mutant.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : '9');
            }
            try {
                assertThat(ModelConversion.convert(format, mutant).onnx()).isNotEmpty();
            } catch (FailureException e) {
                assertThat(e.failure().message()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isBetween(MUTANTS / 20, MUTANTS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "left_children":[1,         | "left_children":[0,          | trees[0] reaches node 0 twice
            "left_children":[1,         | "left_children":[77,         | trees[0] has a child 77 among
            "left_children":[1,         | "left_children":[1.5,        | left_children has an entry 1.5
            "left_children":[1,         | "left_children":[            | where
            "split_indices":[           | "split_indices":[99999999,   | entries where
            "num_feature":"3","num_nodes" | "num_feature":"1","num_nodes" | OK
            "num_class":"0"             | "num_class":"4000000000"     | num_class is 4.0E9
            "num_class":"0"             | "num_class":"x"              | num_class is no number
            "num_feature":"3","num_target" | "num_feature":"1","num_target" | feature 2 of a model of 1
            "tree_info":[0,0]           | "tree_info":[0,5]            | tree_info has a group 5 of 1
            "name":"gbtree"             | "name":"forest"              | is 'forest', not gbtree
            binary:logistic             | binary:secret                | objective 'binary:secret'
            "base_score":"[             | "base_score":"[1,2,          | base_score has 3 entries
            "trees":[                   | "trees":[3,                  | mixes numbers
            """)
    void a_wrong_field_of_xgboost_is_named(String field, String wrong, String message) throws FailureException {
        String text = TreeFiles.text("xgboost.json");
        assertThat(text).contains(field);
        check(ModelFormat.XGBOOST_JSON, text.replaceFirst(java.util.regex.Pattern.quote(field), wrong), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max_feature_idx=2  | max_feature_idx=2000000000   | max_feature_idx=2.0E9, not a whole number
            max_feature_idx=2  | max_feature_idx=1            | names 3 of 2 features
            num_tree_per_iteration=1 | num_tree_per_iteration=3 | 2 trees, no multiple of 3
            num_leaves=        | num_leaves=9                 | entries of 'leaf_value'
            num_leaves=        | num_leaves=-                 | num_leaves=
            objective=binary   | objective=sorcery            | objective 'sorcery'
            leaf_value=        | leaf_value=zero              | which is no number
            is_linear=0        | is_linear=1                  | linear trees
            left_child=        | left_child=0 0 0 0           | entries of 'left_child'
            decision_type=     | nothing=                     | has no line 'decision_type='
            end of trees       | end                          | without 'end of trees'
            """)
    void a_wrong_line_of_lightgbm_is_named(String line, String wrong, String message) throws FailureException {
        String text = TreeFiles.text("lightgbm.txt");
        assertThat(text).contains(line);
        check(ModelFormat.LIGHTGBM_TEXT, text.replaceFirst(line, wrong), message);
    }

    @Test
    void vector_leaves_of_an_older_xgboost_are_named_as_such() throws FailureException {
        String old = TreeFiles.text("xgboost.json")
                .replace("\"size_leaf_vector\":\"1\"", "\"size_leaf_vector\":\"3\"")
                .replace("\"sum_hessian\"", "\"no_hessian\"");
        assertThat(old).contains("\"size_leaf_vector\":\"3\"");
        check(ModelFormat.XGBOOST_JSON, old, "as older XGBoost saves them; load it with XGBoost 3.1");
    }

    @Test
    void reg_sqrt_is_undone_for_every_objective_that_lightgbm_undoes_it_for() throws FailureException {
        for (String objective : List.of("regression", "regression_l1", "fair", "quantile", "mape")) {
            assertThat(LightGbmObjective.link(objective + " sqrt").kind()).isEqualTo(Link.Kind.SIGNED_SQUARE);
            assertThat(LightGbmObjective.link(objective)).isEqualTo(Link.IDENTITY);
        }
    }

    @Test
    void a_deep_document_is_refused() throws FailureException {
        check(ModelFormat.XGBOOST_JSON, "{\"learner\":" + "[".repeat(1_000_000), "nested deeper than 64");
        check(ModelFormat.XGBOOST_UBJ, "{i\7learner" + "[".repeat(1_000_000), "nested deeper than 64");
    }

    @Test
    void an_absurd_length_allocates_nothing() throws FailureException {
        check(ModelFormat.XGBOOST_UBJ, "{i\7learner[$D#L\0\0\0\1\0\0\0\0", "has a length of 4294967296");
        check(ModelFormat.XGBOOST_UBJ, "{i\7learner[#l\177\377\377\377", "has a length of 2147483647");
        check(ModelFormat.XGBOOST_UBJ, "{i\7learnerSL\177\0\0\0\0\0\0\0", "has a length of");
    }

    @Test
    void a_chain_deeper_than_a_loader_can_walk_is_refused() throws FailureException {
        check(ModelFormat.LIGHTGBM_TEXT, chain(1500), "deeper than 1000 splits");
        assertThat(ModelConversion.convert(ModelFormat.LIGHTGBM_TEXT, chain(900).getBytes(StandardCharsets.UTF_8))
                        .onnx())
                .isNotEmpty();
    }

    static String chain(int splits) {
        StringBuilder right = new StringBuilder();
        StringBuilder left = new StringBuilder();
        StringBuilder counts = new StringBuilder();
        for (int i = 0; i < splits; i++) {
            counts.append(splits + 1 - i).append(' ');
            left.append(~i).append(' ');
            right.append(i + 1 < splits ? i + 1 : ~splits).append(' ');
        }
        return """
                tree
                version=v4
                num_tree_per_iteration=1
                max_feature_idx=0
                feature_names=a

                Tree=0
                num_leaves=%d
                num_cat=0
                split_feature=%s
                threshold=%s
                decision_type=%s
                left_child=%s
                right_child=%s
                leaf_value=%s
                leaf_count=%s
                internal_count=%s
                is_linear=0

                end of trees
                """.formatted(
                        splits + 1,
                        "0 ".repeat(splits),
                        "0.5 ".repeat(splits),
                        "2 ".repeat(splits),
                        left,
                        right,
                        "1 ".repeat(splits + 1),
                        "1 ".repeat(splits + 1),
                        counts);
    }

    private static void check(ModelFormat format, String file, String message) throws FailureException {
        byte[] bytes =
                file.getBytes(format == ModelFormat.XGBOOST_UBJ ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        if (message.equals("OK")) {
            assertThat(ModelConversion.convert(format, bytes).onnx()).isNotEmpty();
            return;
        }
        assertThatThrownBy(() -> ModelConversion.convert(format, bytes))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(message);
    }
}
