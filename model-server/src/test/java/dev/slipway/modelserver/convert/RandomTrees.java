package dev.slipway.modelserver.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code random_trees.py} with the real libraries. */
final class RandomTrees {
    private RandomTrees() {}

    static List<PythonCase> make(Path folder, int count, int seed) throws IOException, InterruptedException {
        Path python = Path.of("src/test/python");
        String interpreter =
                run("../make/venv", python.resolve("tree-requirements.txt").toString());
        run(
                interpreter.strip(),
                "-W",
                "ignore",
                python.resolve("random_trees.py").toString(),
                folder.toString(),
                Integer.toString(count),
                Integer.toString(seed));
        List<PythonCase> cases = new ArrayList<>();
        try (var folders = Files.list(folder)) {
            for (Path each : folders.sorted().toList()) {
                cases.add(PythonCase.read(each));
            }
        }
        return cases;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("python", ".out");
        Path errors = Files.createTempFile("python", ".err");
        try {
            int status = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(errors.toFile())
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IOException(List.of(command) + " ended with " + status + ": " + Files.readString(errors));
            }
            return Files.readString(out);
        } finally {
            Files.delete(out);
            Files.delete(errors);
        }
    }
}
