package dev.postrider.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values that were given to the program and are looked for where they must not be: as they are, in hexadecimal and in
 * base64, at whatever place of a base64 text they stand.
 */
final class Marks {
    private final Map<String, List<String>> forms = new LinkedHashMap<>();

    /** Looks for a value too, which is called so in messages. */
    Marks add(String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(List.of(value, HexFormat.of().formatHex(bytes)));
        for (int shift = 0; shift < 3; shift++) {
            all.add(base64(bytes, shift));
        }
        forms.put(name, List.copyOf(all));
        return this;
    }

    /** The names of those that a text has. */
    List<String> in(String text) {
        return forms.entrySet().stream()
                .filter(mark -> mark.getValue().stream().anyMatch(text::contains))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The names of those that stand in bytes of any kind. */
    List<String> in(byte[] bytes) {
        return in(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** What of the base64 text does not depend on the bytes around. */
    private static String base64(byte[] bytes, int shift) {
        byte[] shifted = new byte[bytes.length + shift];
        System.arraycopy(bytes, 0, shifted, shift, bytes.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int first = (shift * 8 + 5) / 6;
        int end = shifted.length * 8 / 6;
        return text.substring(first, end);
    }
}
