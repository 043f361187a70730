package dev.postrider.masterkey;

import dev.postrider.common.secret.MasterKeys;
import java.util.Map;

/**
 * Where the master keys come from: the port for a key management service.
 *
 * <p>An implementation stands in {@code META-INF/services/dev.postrider.masterkey.MasterKeySource} of a jar on the services'
 * class path, has a constructor without parameters, and is chosen by its name in {@code postrider.secrets.source}. What it
 * promises:
 *
 * <ul>
 *   <li>The same id always names the same 32 bytes, in every process and for as long as anything is sealed with them.
 *   <li>The first key of the ring seals; every other one still opens.
 *   <li>It keeps nothing and logs nothing of the keys. Usually it has the service unwrap data keys that the settings hold
 *       wrapped, so that the service's own key never leaves it.
 * </ul>
 *
 * <p>It is called once, while the service starts, on a thread that may block; it bounds its own waiting. What it throws ends
 * the start. A ring that was changed is seen by the next start.
 */
public interface MasterKeySource {
    /** What {@code postrider.secrets.source} says to choose it. */
    String name();

    /**
     * The keys.
     *
     * @param properties what stands below {@code postrider.secrets.properties}
     * @throws MasterKeyException if there are none to be had
     */
    MasterKeys load(Map<String, String> properties);
}
