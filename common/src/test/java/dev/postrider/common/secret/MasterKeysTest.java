package dev.postrider.common.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasterKeysTest {
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    @Test
    void theFirstSealsAndAllOpen() {
        MasterKeys keys = MasterKeys.parse("# made in March\n\nk2:" + KEY + "\n  k1:" + KEY + "  \r\n");

        assertThat(keys.current()).isEqualTo("k2");
        assertThat(keys.ids()).containsExactly("k2", "k1");
    }

    @Test
    void commasDoWhereThereIsOneLineOnly() {
        assertThat(MasterKeys.parse("k2:" + KEY + ", k1:" + KEY).ids()).containsExactly("k2", "k1");
    }

    @Test
    void showsNothingButItsIds() {
        assertThat(MasterKeys.parse("k1:" + KEY)).hasToString("MasterKeys[k1]");
    }

    @ParameterizedTest
    @CsvSource({
        "'# none', has 0 keys",
        "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=, without an id",
        "a b:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=, without an id",
        "k1:MDEyMzQ1Njc4OWFi*MjM0NTY3ODlhYmNkZWY=, has a key 'k1' that is not base64",
        "k1:MDEyMzQ1Njc4OWFiY2RlZg==, has a key 'k1' of 16 bytes",
        "'k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=,k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=', two keys with the id"
    })
    void refusesWhatIsNoRingWithoutRepeatingIt(String text, String message) {
        assertThatThrownBy(() -> MasterKeys.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("MDEyMzQ1")
                .hasNoCause();
    }
}
