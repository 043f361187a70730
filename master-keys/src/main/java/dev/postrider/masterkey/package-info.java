/**
 * Where master keys come from. Called once by each service that seals or opens, while it starts; never prints a key.
 */
@NullMarked
package dev.postrider.masterkey;

import org.jspecify.annotations.NullMarked;
