package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.metric.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What operators are given to watch Postrider with is whole: rules, their tests, pages and dashboards. */
class WatchingIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern OURS = Pattern.compile("\\bpostrider_[a-z_]+");
    private static final Set<String> NAMES = Arrays.stream(Metric.values())
            .flatMap(metric -> metric.kind() == Metric.Kind.HISTOGRAM
                    ? Stream.of("_bucket", "_count", "_sum", "_max").map(suffix -> metric.prometheusName() + suffix)
                    : Stream.of(metric.prometheusName()))
            .collect(Collectors.toSet());

    @Test
    void prometheusTakesTheRules() {
        assertThat(PrometheusPackage.run(
                        ROOT, PrometheusPackage.promtool().toString(), "check", "rules", AlertRules.RULES.toString()))
                .contains("SUCCESS: " + AlertRules.all().size() + " rules found");
    }

    @Test
    void everyAlertFiresInItsCaseAndIsSilentInTheHealthyOne() {
        assertThat(PrometheusPackage.run(
                        ROOT, PrometheusPackage.promtool().toString(), "test", "rules", AlertRules.TESTS.toString()))
                .contains("SUCCESS");
        List<String> alerts = AlertRules.all().stream()
                .filter(AlertRules.Rule::isAlert)
                .map(AlertRules.Rule::name)
                .toList();
        assertThat(alerts).hasSizeGreaterThan(10).allSatisfy(alert -> {
            String cases = AlertRules.tests();
            assertThat(cases).containsPattern("alertname: " + alert + "\\n\\s+exp_alerts:");
            assertThat(cases.substring(0, cases.indexOf("a quarter of deliveries")))
                    .contains("alertname: " + alert);
        });
    }

    @Test
    void everyAlertHasAPageThatSaysWhatItMeansWhereToLookAndWhatToDo() {
        assertThat(AlertRules.pages())
                .hasSameSizeAs(AlertRules.all().stream()
                        .filter(AlertRules.Rule::isAlert)
                        .toList())
                .allSatisfy(page -> assertThat(ROOT.resolve(page))
                        .content()
                        .contains("**Meaning.**", "**Look here.**", "**Do this.**"));
    }

    @Test
    void metricsOfRulesAreDocumented() {
        assertThat(AlertRules.all()).allSatisfy(rule -> assertThat(NAMES).containsAll(ours(rule.query())));
    }

    @ParameterizedTest
    @MethodSource("panels")
    void panelHasItsUnitItsDescriptionAndItsPage(Dashboards.Panel panel) {
        assertThat(panel.json().at("/fieldConfig/defaults/unit").asString()).isNotBlank();
        assertThat(panel.json().path("description").asString()).isNotBlank();
        panel.json()
                .path("links")
                .forEach(link -> assertThat(ROOT.resolve("docs/runbook")
                                .resolve(link.required("url").stringValue().replace("${runbook}/", "")))
                        .matches(Files::exists));
        assertThat(panel.queries().size() + panel.sql().size()).isPositive();
        panel.queries().forEach(query -> assertThat(NAMES).containsAll(ours(query)));
    }

    @Test
    void everyMetricIsShownSomewhere() {
        Set<String> shown = Dashboards.panels().stream()
                .flatMap(panel -> panel.queries().stream())
                .flatMap(query -> ours(query).stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(Arrays.stream(Metric.values())
                        .filter(metric -> shown.stream().noneMatch(name -> name.startsWith(metric.prometheusName()))))
                .isEmpty();
    }

    static List<Dashboards.Panel> panels() {
        return Dashboards.panels();
    }

    private static List<String> ours(String query) {
        return OURS.matcher(query).results().map(MatchResult::group).toList();
    }
}
