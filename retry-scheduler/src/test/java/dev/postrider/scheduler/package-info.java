/** Tests of the program on a real broker. */
@NullMarked
package dev.postrider.scheduler;

import org.jspecify.annotations.NullMarked;
