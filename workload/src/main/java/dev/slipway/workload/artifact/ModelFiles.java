package dev.slipway.workload.artifact;

import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.List;

/** Files beside each other at a source: a folder, a prefix, a registry's artifacts. Names are relative, with slashes. */
public interface ModelFiles {
    /** The names of the files at the top, sorted. */
    List<String> names() throws FailureException;

    /** A file whole, under its name beside the target. */
    Artifact bring(String name, Path target) throws FailureException;

    /** The bytes of a small file. */
    byte[] read(String name) throws FailureException;

    /** How messages call a file, or with an empty name the folder. */
    String display(String name);
}
