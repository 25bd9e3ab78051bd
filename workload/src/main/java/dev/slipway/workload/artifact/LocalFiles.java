package dev.slipway.workload.artifact;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files of a folder that the pod already sees.
 *
 * @param folder the folder
 */
public record LocalFiles(Path folder) implements ModelFiles {
    @Override
    public List<String> names() throws FailureException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new FailureException(CommonReason.ArtifactNotFound, "There is no folder %s.".formatted(folder), e);
        }
    }

    @Override
    public Artifact bring(String name, Path target) throws FailureException {
        return new FileSource(folder.resolve(name)).link(target);
    }

    @Override
    public byte[] read(String name) throws FailureException {
        try {
            return Files.readAllBytes(folder.resolve(name));
        } catch (IOException e) {
            throw new FailureException(
                    CommonReason.ArtifactNotFound, "%s cannot be read.".formatted(folder.resolve(name)), e);
        }
    }

    @Override
    public String display(String name) {
        return folder.resolve(name).toString();
    }
}
