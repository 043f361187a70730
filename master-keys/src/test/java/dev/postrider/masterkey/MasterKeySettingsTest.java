package dev.postrider.masterkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeySettingsTest {
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    @TempDir
    Path folder;

    @Test
    void takesTheKeysOfTheEnvironment() {
        assertThat(settings("k2:" + KEY + ",k1:" + KEY, null, null).load().ids())
                .containsExactly("k2", "k1");
    }

    @Test
    void takesTheKeysOfAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "k2:" + KEY + "\nk1:" + KEY + "\n");

        assertThat(settings(null, file, "").load().ids()).containsExactly("k2", "k1");
    }

    @Test
    void takesTheKeysOfASourceOnTheClassPath() {
        MasterKeySettings settings = new MasterKeySettings(null, null, "of-the-tests", Map.of("wrapped", "k7:" + KEY));

        assertThat(settings.load().current()).isEqualTo("k7");
    }

    @Test
    void saysWhatToSetAndHowAKeyIsMade() {
        assertThatThrownBy(() -> settings(" ", null, null).load())
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("postrider.secrets.master-key-file (POSTRIDER_SECRETS_MASTER_KEY_FILE)")
                .hasMessageContaining("POSTRIDER_SECRETS_MASTER_KEY)")
                .hasMessageContaining("openssl rand -base64 32");
    }

    @Test
    void refusesTwoSources() {
        assertThatThrownBy(() ->
                        settings("k1:" + KEY, folder.resolve("keys"), null).load())
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("environment and file");
    }

    @Test
    void refusesAWrongSettingByItsNameWithoutRepeatingIt() {
        assertThatThrownBy(() -> settings(KEY, null, null).load())
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("POSTRIDER_SECRETS_MASTER_KEY")
                .hasMessageNotContaining("MDEyMzQ1");
        assertThatThrownBy(() -> settings(null, folder.resolve("nowhere"), null).load())
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("postrider.secrets.master-key-file")
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> settings(null, null, "vault").load())
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("postrider.secrets.source is 'vault'");
    }

    @Test
    void aFileIsMadeOnceAndForItsOwnerOnly() throws IOException {
        Path file = folder.resolve("master-key");
        FileKeys keys = new FileKeys(file);

        assertThat(keys.makeIfMissing("first", new SecureRandom())).isTrue();
        assertThat(keys.makeIfMissing("second", new SecureRandom())).isFalse();

        assertThat(keys.load(Map.of()).ids()).containsExactly("first");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void isNotPrinted() {
        assertThat(settings("k1:" + KEY, null, null).toString()).doesNotContain(KEY);
    }

    private static MasterKeySettings settings(@Nullable String given, @Nullable Path file, @Nullable String source) {
        return new MasterKeySettings(given, file == null ? null : file.toString(), source, null);
    }
}
