package dev.postrider.bench.sink;

import io.netty.buffer.ByteBuf;

/** Reads on through a part of a buffer without moving the buffer's own index. */
final class ByteReader {
    private static final int END = -1;

    private final ByteBuf bytes;
    private final int end;
    private int at;

    ByteReader(ByteBuf bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** The next byte, or -1 at the end. */
    int next() {
        return at < end ? bytes.getByte(at++) : END;
    }

    /** The digits up to a byte, which is taken too; -1 where something else comes. */
    long number(char until) {
        long value = 0;
        for (int digit = next(); digit != until; digit = next()) {
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = value * 10 + (digit - '0');
        }
        return value;
    }

    /** The digits that stand here; 0 where none does. */
    long number() {
        long value = 0;
        for (int digit = next(); digit >= '0' && digit <= '9'; digit = next()) {
            value = value * 10 + (digit - '0');
        }
        return value;
    }
}
