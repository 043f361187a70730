package dev.postrider.api.secret;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.api.database.DatabaseCheck.Tables;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.secret.MasterKeys;
import dev.postrider.common.secret.Seal;
import dev.postrider.masterkey.MasterKeyException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which rows that do not open keep the service down, and which do not. */
class RingCheckTest {
    private static final String OLD = "old:b2xkZXIgbWFzdGVyIGtleSBvZiAzMiBieXRlcyEhISE=";
    private static final String NEW = "new:bmV3ZXIgbWFzdGVyIGtleSBvZiAzMiBieXRlcyEhISE=";
    private static final Seal RING = seal(NEW + "," + OLD);
    private static final Seal WITHOUT_OLD = seal(NEW);
    private static final String DAMAGED = "v1.old.c2hvcnQ";

    /** The sealed texts of the signing secrets of webhooks that are not deleted. */
    private final List<String> secrets = new ArrayList<>();

    @Test
    void aDamagedRowUnderAnOldKeyKeepsNothingDown() {
        add(NEW, 3);
        secrets.add(DAMAGED);

        assertThatCode(() -> check(RING)).doesNotThrowAnyException();
        assertThatCode(() -> check(WITHOUT_OLD)).doesNotThrowAnyException();
    }

    @Test
    void manyRowsOfAnOlderKeyOfWhichNoneOpensKeepTheServiceDown() {
        add(NEW, 3);
        add(OLD, 5);

        assertThatThrownBy(() -> check(WITHOUT_OLD))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("sealed with master key 'old', which is not among");
        assertThatThrownBy(() -> check(seal(NEW + "," + NEW.replace("new:", "old:"))))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("configured key of that id does not open them");
        assertThatCode(() -> check(RING)).doesNotThrowAnyException();
    }

    @Test
    void aPresentKeyThatOpensNothingKeepsTheServiceDown() {
        add(OLD, 3);
        add(NEW, 1);

        assertThatThrownBy(() -> check(seal(OLD.replace("old:", "new:") + "," + OLD)))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("master key 'new'");
    }

    @Test
    void fewRowsKeepTheServiceDownWhereNoneOpensAtAll() {
        add(OLD, 1);

        assertThatThrownBy(() -> check(WITHOUT_OLD)).isInstanceOf(MasterKeyException.class);
    }

    @Test
    void damagedRowsBeforeOneThatOpensKeepNothingDown() {
        for (int i = 0; i < 20; i++) {
            secrets.add(DAMAGED);
        }
        add(OLD, 1);

        assertThatCode(() -> check(RING)).doesNotThrowAnyException();
    }

    private void add(String key, int count) {
        for (int i = 0; i < count; i++) {
            secrets.add(seal(key).seal("secret", SealedColumn.SECRET.belongsTo(webhook(secrets.size()))));
        }
    }

    private void check(Seal seal) {
        Tables tables = (sql, parameters) -> {
            if (sql.equals(SealedColumn.SECRET.neededSql())) {
                return List.of("old", "new").stream()
                        .map(key -> Map.<String, Object>of(
                                "key", key, "n", (long) sample(key).size()))
                        .filter(row -> !Long.valueOf(0).equals(row.get("n")))
                        .toList();
            }
            return sql.equals(SealedColumn.SECRET.sampleSql()) ? sample(String.valueOf(parameters[0])) : List.of();
        };
        new RingCheck(seal).check(tables);
    }

    private List<Map<String, Object>> sample(String key) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < secrets.size(); i++) {
            if (secrets.get(i).startsWith("v1." + key + ".")) {
                rows.add(Map.of("id", webhook(i).value(), "sealed", secrets.get(i)));
            }
        }
        return rows;
    }

    private static WebhookId webhook(int number) {
        return new WebhookId(new UUID(0, number));
    }

    private static Seal seal(String keys) {
        return new Seal(MasterKeys.parse(keys), new SecureRandom());
    }
}
