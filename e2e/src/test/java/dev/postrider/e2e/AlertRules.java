package dev.postrider.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules as they are in {@code deploy/prometheus}: read line by line, which promtool's own check keeps simple enough. */
final class AlertRules {
    static final Path RULES =
            Path.of("../deploy/prometheus/postrider-rules.yml").toAbsolutePath().normalize();
    static final Path TESTS = Path.of("../deploy/prometheus/tests/postrider-test.yml")
            .toAbsolutePath()
            .normalize();

    private static final Pattern RULE = Pattern.compile(
            "- (alert|record): (\\S+)\\n\\s+expr: (?:>-\\n)?((?:.|\\n)*?)(?=\\n\\s+(?:for|- |#)|\\n\\n|$)");
    private static final Pattern PAGE = Pattern.compile("runbook_url: (\\S+)");

    private AlertRules() {}

    /**
     * @param isAlert else it records
     */
    record Rule(boolean isAlert, String name, String query) {}

    static List<Rule> all() {
        List<Rule> rules = new ArrayList<>();
        Matcher matcher = RULE.matcher(read(RULES));
        while (matcher.find()) {
            rules.add(new Rule(
                    matcher.group(1).equals("alert"),
                    matcher.group(2),
                    matcher.group(3).replaceAll("\\s+", " ").strip()));
        }
        return rules;
    }

    /** The pages that alerts name, from the repository's root. */
    static List<String> pages() {
        return PAGE.matcher(read(RULES)).results().map(found -> found.group(1)).toList();
    }

    static String tests() {
        return read(TESTS);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
