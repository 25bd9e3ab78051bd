package dev.slipway.workload.objectstore;

import dev.slipway.workload.failure.FailureException;
import java.io.InputStream;

/**
 * An object from its first byte to its last, in pieces of {@value #PIECE} bytes. Each piece is a call of its own, so that a
 * broken connection costs one piece, and each must be of the same version of the object.
 */
final class ObjectInput extends InputStream {
    static final int PIECE = 8 << 20;

    private final ObjectStore store;
    private final StoredObject object;
    private byte[] piece = new byte[0];
    private int position;
    private long next;

    ObjectInput(ObjectStore store, StoredObject object) {
        this.store = store;
        this.object = object;
    }

    @Override
    public int read() throws ObjectIOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws ObjectIOException {
        if (length == 0) {
            return 0;
        }
        if (position == piece.length && !advance()) {
            return -1;
        }
        int n = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, into, offset, n);
        position += n;
        return n;
    }

    private boolean advance() throws ObjectIOException {
        int length = (int) Math.min(PIECE, object.bytes() - next);
        if (length == 0) {
            return false;
        }
        try {
            piece = store.read(object, next, length);
        } catch (FailureException e) {
            throw new ObjectIOException(e);
        }
        position = 0;
        next += length;
        return true;
    }
}
