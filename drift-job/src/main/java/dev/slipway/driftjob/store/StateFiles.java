package dev.slipway.driftjob.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The files of a monitor's memory: whatever fails there is told apart from sources that fail. */
public record StateFiles(NamedFiles files) implements NamedFiles {
    private interface Access<T> {
        T with(NamedFiles files) throws IOException;
    }

    private <T> T at(Access<T> access) throws StoreException {
        try {
            return access.with(files);
        } catch (IOException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public Optional<byte[]> get(String name) throws StoreException {
        return at(all -> all.get(name));
    }

    @Override
    public void put(String name, byte[] bytes) throws StoreException {
        at(all -> {
            all.put(name, bytes);
            return name;
        });
    }

    @Override
    public List<String> list(String prefix) throws StoreException {
        return at(all -> all.list(prefix));
    }

    @Override
    public void delete(String name) throws StoreException {
        at(all -> {
            all.delete(name);
            return name;
        });
    }

    @Override
    public String address(String name) {
        return files.address(name);
    }
}
