package dev.postrider.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.common.retry.RetryLadder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryTiersTest {
    @Test
    void nothingStandsForTheDefaultLadder() {
        assertEquals(RetryLadder.DEFAULT.tiers(), RetryTiers.of(null).ladder().tiers());
        assertEquals(
                RetryLadder.DEFAULT.tiers(), RetryTiers.of(List.of()).ladder().tiers());
    }

    @Test
    void whatIsConfiguredIsTaken() {
        assertEquals(2, RetryTiers.of(List.of("1s", "30s")).ladder().tiers().size());
    }

    @Test
    void aWrongLadderIsRefusedByTheNameOfItsProperty() {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> RetryTiers.of(List.of("4s")));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("postrider.retry.tiers: "), refused::getMessage);
    }
}
