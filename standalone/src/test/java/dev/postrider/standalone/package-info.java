/** Tests of the program's parts; what it does as a whole is tested from outside, as a process. */
@NullMarked
package dev.postrider.standalone;

import org.jspecify.annotations.NullMarked;
