/**
 * The audit log: who changed what, when and from where. Called by every feature that changes something, within the transaction
 * of the change; never holds a secret.
 */
@NullMarked
package dev.postrider.api.audit;

import org.jspecify.annotations.NullMarked;
