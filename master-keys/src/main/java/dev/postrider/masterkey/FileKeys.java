package dev.postrider.masterkey;

import dev.postrider.common.secret.MasterKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/**
 * Master keys in a file, one on each line as {@code <id>:<base64 of 32 bytes>}, the one that seals first.
 *
 * @param path of the file
 */
public record FileKeys(Path path) implements MasterKeySource {
    private static final int KEY_BYTES = 32;

    @Override
    public String name() {
        return "file";
    }

    @Override
    public MasterKeys load(Map<String, String> properties) {
        try {
            return MasterKeys.parse(Files.readString(path));
        } catch (IOException e) {
            throw new MasterKeyException(
                    "postrider.secrets.master-key-file cannot be read: " + path + " ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        } catch (IllegalArgumentException e) {
            throw new MasterKeyException("postrider.secrets.master-key-file " + path + " " + e.getMessage(), e);
        }
    }

    /**
     * Makes the file with a new key, readable by its owner only, unless there is one. The folder is this process's own.
     *
     * @param keyId of the new key
     * @return whether it was made
     */
    public boolean makeIfMissing(String keyId, SecureRandom random) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        String line = keyId + ":" + Base64.getEncoder().encodeToString(key) + "\n";
        Path folder = path.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(
                folder,
                path.getFileName() + ".",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, line, StandardOpenOption.SYNC);
            // Whole or not at all, and not over another: what that has sealed would be lost.
            Files.move(fresh, path);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
