package dev.postrider.e2e;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A message of Protocol Buffers, its fields by number: as much of the format as OTLP uses. */
final class Protobuf {
    private final List<Field> fields = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody else has it.
    private record Field(int number, long value, byte[] bytes) {}

    private Protobuf(byte[] message) {
        ByteBuffer input = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (input.hasRemaining()) {
            long tag = varint(input);
            int number = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> fields.add(new Field(number, varint(input), new byte[0]));
                case 1 -> fields.add(new Field(number, input.getLong(), new byte[0]));
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(input)];
                    input.get(bytes);
                    fields.add(new Field(number, 0, bytes));
                }
                case 5 -> fields.add(new Field(number, input.getInt(), new byte[0]));
                default -> throw new IllegalArgumentException("no type of a field: " + BigInteger.valueOf(tag));
            }
        }
    }

    static Protobuf read(byte[] message) {
        return new Protobuf(message);
    }

    /** All messages of a repeated field. */
    List<Protobuf> messages(int number) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .map(field -> new Protobuf(field.bytes()))
                .toList();
    }

    /** Empty where it is not there. */
    String text(int number) {
        return new String(bytes(number), StandardCharsets.UTF_8);
    }

    /** In hexadecimal; empty where it is not there. */
    String hex(int number) {
        return HexFormat.of().formatHex(bytes(number));
    }

    /** 0 where it is not there. */
    long number(int number) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .mapToLong(Field::value)
                .findFirst()
                .orElse(0);
    }

    private byte[] bytes(int number) {
        return fields.stream()
                .filter(field -> field.number() == number)
                .map(Field::bytes)
                .findFirst()
                .orElse(new byte[0]);
    }

    private static long varint(ByteBuffer input) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = input.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
