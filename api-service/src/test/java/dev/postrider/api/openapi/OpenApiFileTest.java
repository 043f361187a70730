package dev.postrider.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents in the reference, from where clients are generated, are those that are served. {@code -Dpostrider.golden.update=true} writes them. */
class OpenApiFileTest {
    private static final Path REFERENCE = Path.of("../docs/reference");

    @ParameterizedTest
    @ValueSource(strings = {"openapi.yaml", "asyncapi.yaml"})
    void documentInTheReferenceIsTheOneThatIsServed(String name) throws IOException {
        String served = YamlPiece.write(
                name.equals(DocumentController.ASYNC_API) ? YamlPiece.read(name) : OpenApiDocument.read());
        Path file = REFERENCE.resolve(name);
        if (Boolean.getBoolean("postrider.golden.update")) {
            Files.writeString(file, served);
        }

        assertThat(Files.readString(file)).isEqualTo(served);
    }
}
