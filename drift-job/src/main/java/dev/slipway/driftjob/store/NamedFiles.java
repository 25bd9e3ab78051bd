package dev.slipway.driftjob.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Files by name; names may hold slashes. A reader sees a file whole or not at all. IOException where the place cannot be
 * reached or written, with a message that says which.
 */
public interface NamedFiles {
    Optional<byte[]> get(String name) throws IOException;

    void put(String name, byte[] bytes) throws IOException;

    /** Names that begin so, sorted. */
    List<String> list(String prefix) throws IOException;

    /** Removes a file; nothing happens where there is none. */
    void delete(String name) throws IOException;

    /** Where people find a file: a path or URI, without secrets. */
    String address(String name);

    /** The files below a name, as files of their own. */
    default NamedFiles below(String prefix) {
        NamedFiles all = this;
        return new NamedFiles() {
            @Override
            public Optional<byte[]> get(String name) throws IOException {
                return all.get(prefix + name);
            }

            @Override
            public void put(String name, byte[] bytes) throws IOException {
                all.put(prefix + name, bytes);
            }

            @Override
            public List<String> list(String start) throws IOException {
                return all.list(prefix + start).stream()
                        .map(n -> n.substring(prefix.length()))
                        .toList();
            }

            @Override
            public void delete(String name) throws IOException {
                all.delete(prefix + name);
            }

            @Override
            public String address(String name) {
                return all.address(prefix + name);
            }
        };
    }
}
