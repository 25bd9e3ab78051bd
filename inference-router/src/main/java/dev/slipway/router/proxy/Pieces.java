package dev.slipway.router.proxy;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pieces of an answer's body that are held. Mostly one. */
final class Pieces {
    private @Nullable ByteBuf first;
    private @Nullable List<ByteBuf> more;
    private int size;

    void add(ByteBuf piece) {
        size += piece.readableBytes();
        if (first == null) {
            first = piece;
            return;
        }
        if (more == null) {
            more = new ArrayList<>(4);
        }
        more.add(piece);
    }

    int size() {
        return size;
    }

    /** Hands them over, to be released by who takes them. */
    void take(Consumer<ByteBuf> to) {
        ByteBuf one = first;
        List<ByteBuf> others = more;
        first = null;
        more = null;
        if (one != null) {
            to.accept(one);
        }
        if (others != null) {
            others.forEach(to);
        }
    }

    /** A copy in one array. */
    byte[] bytes() {
        byte[] all = new byte[size];
        int at = 0;
        if (first != null) {
            first.getBytes(first.readerIndex(), all, 0, first.readableBytes());
            at = first.readableBytes();
        }
        if (more != null) {
            for (ByteBuf piece : more) {
                piece.getBytes(piece.readerIndex(), all, at, piece.readableBytes());
                at += piece.readableBytes();
            }
        }
        return all;
    }

    void release() {
        take(ByteBuf::release);
    }
}
