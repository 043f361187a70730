package dev.postrider.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.json.Json;
import dev.postrider.common.retry.RetryTier;
import dev.postrider.common.wire.HeaderNames;
import dev.postrider.common.wire.ReturnTo;
import dev.postrider.common.wire.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The AsyncAPI document has all topics and headers of the code, and every record of the golden files fits it. */
class AsyncApiTest {
    private static final Path GOLDEN = Path.of("../common/src/test/resources/golden");

    private final JsonNode document = JsonMapper.shared().valueToTree(YamlPiece.read(DocumentController.ASYNC_API));
    private final ClosedSchemas schemas = new ClosedSchemas(document);

    @Test
    void channelsAreTheTopics() {
        Set<String> addresses = new TreeSet<>();
        document.required("channels")
                .forEach(channel ->
                        addresses.add(channel.required("address").stringValue().replaceAll("\\{[a-z]+}", "*")));

        assertThat(addresses)
                .isEqualTo(Stream.of(Topics.class.getDeclaredMethods())
                        .filter(method -> method.getReturnType() == String.class)
                        .filter(method -> !Set.of("prefix", "toString").contains(method.getName()))
                        .filter(method ->
                                !Arrays.asList(method.getParameterTypes()).contains(ReturnTo.class))
                        .map(AsyncApiTest::topic)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void headersAreThoseOfTheCode() {
        Set<String> documented = new TreeSet<>();
        document.at("/components/messages")
                .forEach(message ->
                        documented.addAll(message.at("/headers/properties").propertyNames()));
        documented.removeIf(name -> name.startsWith("ce_"));

        assertThat(documented)
                .isEqualTo(Stream.of(HeaderNames.class.getDeclaredFields())
                        .filter(field -> Modifier.isStatic(field.getModifiers()))
                        .map(AsyncApiTest::value)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @MethodSource("goldenRecords")
    void recordFitsAMessageOfItsChannel(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int blank = lines.indexOf("");
        String topic = lines.getFirst().substring("topic: ".length());
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        lines.subList(2, blank)
                .forEach(line ->
                        headers.put(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2)));
        String value = String.join("\n", lines.subList(blank + 1, lines.size()));

        List<String> faults = new ArrayList<>();
        boolean fits = messages(topic).anyMatch(message -> {
            List<String> found = new ArrayList<>(schemas.faults(message.required("headers"), headers));
            if (value.startsWith("{\"")) {
                found.addAll(
                        schemas.faults(message.required("payload"), Json.tree(value.getBytes(StandardCharsets.UTF_8))));
            }
            faults.addAll(found);
            return found.isEmpty();
        });
        assertThat(fits).as("%s: %s", topic, faults).isTrue();
    }

    static Stream<Path> goldenRecords() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.filter(AsyncApiTest::isRecord).sorted().toList().stream();
        }
    }

    private static boolean isRecord(Path file) {
        try {
            return Files.readString(file).startsWith("topic: ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<JsonNode> messages(String topic) {
        return document.required("channels")
                .valueStream()
                .filter(channel -> topic.matches(channel.required("address")
                        .stringValue()
                        .replace(".", "\\.")
                        .replaceAll("\\{[a-z]+}", "[a-z0-9]+")))
                .flatMap(channel -> channel.required("messages").valueStream())
                .map(message ->
                        document.at(message.required("$ref").stringValue().substring(1)));
    }

    private static String topic(Method method) {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(type -> type == RetryTier.class ? RetryTier.parse("1m") : "*")
                .toArray();
        try {
            return Objects.toString(method.invoke(Topics.DEFAULT, arguments)).replaceAll("retry\\..*", "retry.*");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(method.toString(), e);
        }
    }

    private static String value(Field field) {
        try {
            return Objects.toString(field.get(null));
        } catch (IllegalAccessException e) {
            throw new LinkageError(field.toString(), e);
        }
    }
}
