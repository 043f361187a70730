package dev.postrider.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.metadata.bootstrap.BootstrapDirectory;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble.VerificationFlag;
import org.apache.kafka.metadata.storage.Formatter;

/** The broker's data folder: formatted when new, checked when not. */
final class BrokerFolder {
    private static final String WHAT = "Kafka";

    /** Who this node is, and what its cluster began with. */
    record Identity(MetaPropertiesEnsemble properties, BootstrapMetadata bootstrap) {}

    private final Path folder;

    BrokerFolder(Path folder) {
        this.folder = folder;
    }

    /** Formats the folder when it is missing or empty, then loads and checks what identifies it. */
    Identity open() {
        try {
            if (Folders.isMissingOrEmpty(folder)) {
                format();
            } else if (!Files.isRegularFile(folder.resolve("meta.properties"))) {
                throw EmbeddedStartException.folderUnusable(
                        WHAT, folder, "it is not empty, but it is no Kafka folder (meta.properties is missing)", null);
            }
        } catch (IOException unwritable) {
            throw EmbeddedStartException.folderUnusable(
                    WHAT, folder, EmbeddedStartException.rootMessage(unwritable), unwritable);
        }
        return load();
    }

    /** Translates what stopped a start after the folder's identity was found in order. */
    static EmbeddedStartException explain(Path folder, Throwable why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && message.contains("Failed to acquire lock on file")) {
                return EmbeddedStartException.folderInUse(WHAT, folder, why);
            }
            if (cause instanceof CorruptRecordException || cause instanceof InvalidRecordException) {
                return EmbeddedStartException.folderUnusable(
                        WHAT, folder, "it is damaged: " + EmbeddedStartException.rootMessage(why), why);
            }
        }
        return EmbeddedStartException.failed(WHAT, folder, why);
    }

    private Identity load() {
        try {
            MetaPropertiesEnsemble ensemble = new MetaPropertiesEnsemble.Loader()
                    .addLogDirs(List.of(folder.toString()))
                    .addMetadataLogDir(folder.toString())
                    .load();
            ensemble.verify(
                    Optional.empty(),
                    OptionalInt.of(BrokerSettings.NODE_ID),
                    EnumSet.of(VerificationFlag.REQUIRE_AT_LEAST_ONE_VALID, VerificationFlag.REQUIRE_METADATA_LOG_DIR));
            if (ensemble.clusterId().isEmpty()) {
                throw new IOException("meta.properties names no cluster");
            }
            MetadataLogCheck.requireIntact(folder);
            return new Identity(ensemble, new BootstrapDirectory(folder.toString()).read());
        } catch (Exception damaged) {
            throw EmbeddedStartException.folderUnusable(
                    WHAT, folder, EmbeddedStartException.rootMessage(damaged), damaged);
        }
    }

    /** Formats beside the folder and moves the result into place, so that a crash in between leaves no half of it. */
    private void format() throws IOException {
        Path fresh = Folders.emptySibling(folder, ".new");
        try {
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(BrokerSettings.NODE_ID)
                    .setControllerListenerName(BrokerSettings.CONTROLLER)
                    .addDirectory(fresh.toString())
                    .setMetadataLogDirectory(fresh.toString())
                    .setPrintStream(new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw EmbeddedStartException.failed(WHAT, folder, e);
        }
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    }
}
