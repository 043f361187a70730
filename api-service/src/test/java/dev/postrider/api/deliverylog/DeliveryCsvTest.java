package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeliveryCsvTest {
    @Test
    void whatASpreadsheetWouldCalculateIsText() {
        assertThat(DeliveryCsv.cell("=cmd|' /C calc'!A0")).isEqualTo("'=cmd|' /C calc'!A0");
        assertThat(DeliveryCsv.cell("+1")).isEqualTo("'+1");
        assertThat(DeliveryCsv.cell("-1")).isEqualTo("'-1");
        assertThat(DeliveryCsv.cell("@SUM(A1)")).isEqualTo("'@SUM(A1)");
        assertThat(DeliveryCsv.cell("\t=1")).isEqualTo("'\t'=1");
        assertThat(DeliveryCsv.cell("a=1")).isEqualTo("a=1");
        assertThat(DeliveryCsv.cell("x;=1")).isEqualTo("x;'=1");
        assertThat(DeliveryCsv.cell("x\t@1;y")).isEqualTo("x\t'@1;y");
    }

    @Test
    void cellsAreQuotedWhereTheyMustBe() {
        assertThat(DeliveryCsv.cell("a,b")).isEqualTo("\"a,b\"");
        assertThat(DeliveryCsv.cell("say \"hi\"")).isEqualTo("\"say \"\"hi\"\"\"");
        assertThat(DeliveryCsv.cell("=1\n=2")).isEqualTo("\"'=1\n=2\"");
        assertThat(DeliveryCsv.cell(null)).isEmpty();
    }

    @Test
    void aLineHasAsManyCellsAsThereAreNames() {
        LogSamples samples = LogSamples.of("acme", UUID.randomUUID(), "evt-1");
        DeliveryRow row = DeliveryRow.of(samples.delivered(1, 2, Duration.ofSeconds(1)));

        String[] names = DeliveryCsv.names().strip().split(",", -1);
        String[] cells = DeliveryCsv.line(row).strip().split(",", -1);

        assertThat(cells).hasSameSizeAs(names);
        assertThat(cells[0]).isEqualTo(samples.id().toString());
        assertThat(cells[5]).isEqualTo("delivered");
        assertThat(cells[11]).isEqualTo("12");
    }
}
