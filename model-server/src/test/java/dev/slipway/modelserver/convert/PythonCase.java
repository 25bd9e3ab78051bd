package dev.slipway.modelserver.convert;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** One model of {@code random_trees.py} with the library's own answers. */
record PythonCase(Path folder, String name, int rows, int features, int width, int groups) {
    static PythonCase read(Path folder) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(folder.resolve("case.properties"))) {
            properties.load(in);
        }
        return new PythonCase(
                folder,
                properties.getProperty("name"),
                Integer.parseInt(properties.getProperty("rows")),
                Integer.parseInt(properties.getProperty("features")),
                Integer.parseInt(properties.getProperty("width")),
                Integer.parseInt(properties.getProperty("groups")));
    }

    byte[] model() throws IOException {
        for (String file : new String[] {"model.json", "model.ubj", "model.txt"}) {
            if (Files.exists(folder.resolve(file))) {
                return Files.readAllBytes(folder.resolve(file));
            }
        }
        throw new IOException("no model in " + folder);
    }

    boolean has(String file) {
        return Files.exists(folder.resolve(file + ".f64"));
    }

    double[] numbers(String file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file + ".f64")))
                .order(ByteOrder.LITTLE_ENDIAN);
        double[] numbers = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(numbers);
        return numbers;
    }
}
