package dev.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BackendTest {
    @Test
    void backendsAreChosenByName() {
        assertThat(Backend.named("embedded")).isEqualTo(Backend.EMBEDDED);
        assertThat(Backend.named("testcontainers")).isEqualTo(Backend.TESTCONTAINERS);
    }

    @Test
    void anUnknownBackendIsAnErrorThatNamesTheChoices() {
        assertThatThrownBy(() -> Backend.named("docker"))
                .hasMessage("postrider.test.backend must be embedded or testcontainers, but is docker");
    }

    @Test
    void containersWithoutAnEngineFailInsteadOfSkipping() {
        assertThatThrownBy(() -> ContainerBackends.requireEngine(() -> false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no container engine answers");
        assertThatCode(() -> ContainerBackends.requireEngine(() -> true)).doesNotThrowAnyException();
    }

    @Test
    void containersAreOfTheImagesThatTheComposeFileNames() throws IOException {
        assertThat(Files.readString(Path.of("..", "docker-compose.yml")))
                .contains("image: " + ContainerBackends.KAFKA_IMAGE + "\n")
                .contains("image: " + ContainerBackends.POSTGRES_IMAGE + "\n");
    }
}
