/**
 * The database: its client, its migrations, and what it cannot store. Called by every feature that keeps rows; knows no table.
 */
@NullMarked
package dev.postrider.api.database;

import org.jspecify.annotations.NullMarked;
