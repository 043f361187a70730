package dev.postrider.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user asks for.
 *
 * @param scenarios by name; all if there are none
 * @param repeat rounds and pairs; 0 for as many as the sizes have
 * @param json where the results go as JSON; null for nowhere
 * @param recordings a folder for flight recordings of the dispatchers; null for none
 */
record Arguments(
        List<String> scenarios,
        boolean quick,
        int repeat,
        @Nullable Path json,
        @Nullable Path recordings) {
    static final String USAGE = """
            usage: ./postrider bench [scenario...] [--quick] [--json FILE] [--repeat N] [--jfr FOLDER]
                   ./postrider bench jmh [options of JMH]
            """;

    /**
     * @throws IllegalArgumentException saying what is wrong
     */
    static Arguments parse(List<String> words) {
        List<String> scenarios = new ArrayList<>();
        boolean quick = false;
        int repeat = 0;
        Path json = null;
        Path recordings = null;
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "--quick" -> quick = true;
                case "--repeat" -> repeat = number(word, value(word, rest));
                case "--json" -> json = Path.of(value(word, rest));
                case "--jfr" -> recordings = Path.of(value(word, rest));
                default -> {
                    if (word.startsWith("-")) {
                        throw new IllegalArgumentException("there is no option " + word);
                    }
                    scenarios.add(word);
                }
            }
        }
        return new Arguments(List.copyOf(scenarios), quick, repeat, json, recordings);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static int number(String option, String text) {
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(option + " needs a number from 1, not " + text);
        }
        return Integer.parseInt(text);
    }
}
