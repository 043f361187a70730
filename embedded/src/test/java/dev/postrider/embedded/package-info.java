/** Tests of the embedded broker and database, on real ones, some in a child process that is killed. */
@NullMarked
package dev.postrider.embedded;

import org.jspecify.annotations.NullMarked;
