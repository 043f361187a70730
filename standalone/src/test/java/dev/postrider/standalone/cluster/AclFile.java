package dev.postrider.standalone.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Reads {@code deploy/kafka/acls.csv}. */
final class AclFile {
    private static final Path FILE = Path.of("..", "deploy", "kafka", "acls.csv");

    private AclFile() {}

    /** All bindings, for principals that are named as the services are. */
    static List<AclBinding> read(String topicPrefix) throws IOException {
        return Files.readAllLines(FILE).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("service,"))
                .flatMap(line -> bindings(topicPrefix, line.split(",")))
                .toList();
    }

    private static Stream<AclBinding> bindings(String topicPrefix, String[] cells) {
        ResourcePattern pattern = new ResourcePattern(
                ResourceType.fromString(cells[1]),
                topicPrefix + cells[2],
                PatternType.fromString(cells[3].toUpperCase(Locale.ROOT)));
        return Stream.of(cells[4].split(" "))
                .map(name -> new AclBinding(
                        pattern,
                        new AccessControlEntry("User:" + cells[0], "*", operation(name), AclPermissionType.ALLOW)));
    }

    private static AclOperation operation(String name) {
        return AclOperation.fromString(
                name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
    }
}
