/** Something that an author has to mend: where it is, what is wrong, what to do. */
export interface Problem {
	/** File name inside the lesson's folder. */
	file: string;
	/** From 1. */
	line: number;
	/** Name of the check, stable: tests and scripts look for it. */
	check: string;
	message: string;
	remedy: string;
}

/** In the order of files and lines. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
	return [...problems].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.message.localeCompare(b.message));
}
