/** Answers of the real tools as `test/conformance/console` and its like keep them. */
export interface Answer {
	run: string;
	status: number;
	stdout: string;
	stderr: string;
}

/** What the real system made up, and IPv6, which the lab does not have. */
export function masked({stdout, stderr, status, run}: Answer): Answer {
	const text = inOrder(run, stdout)
		.replace(/used \d+\/\d+/g, 'used T')
		.replace(/^33:33:00:00:00:01 .*\n/gm, '')
		.replace(/^\tlink {2}33:33:.*\n|^\tinet6 .*\n/gm, '')
		.replace(/^\d+: /gm, 'N: ')
		.replace(/@if\d+/g, '@ifN')
		.replace(/(?<="(?:ifindex|link_index|index)": ?)\d+/g, 'N')
		.replace(/(?<="(?:used|updated|\w+_timer|timer)": ?)(?:[\d.]+|" +[\d.]+")/g, 'T')
		.replace(/\{\s*"mac": ?"33:33:00:00:00:01",[^}]*\},?/g, '')
		.replace(/(?<=_timer|timer\t+) *\d+\.\d\d/g, (time) => (time.trim() === '0.00' ? time : ' T'))
		.replace(/time=[\d.]+ ms|time \d+ms|= [\d.]+\/[\d.]+\/[\d.]+\/[\d.]+ ms/g, 'T');
	// The kernel says this aside when it lists a device whose peer's namespace it has no number for.
	return {run, status, stdout: text, stderr: stderr.replaceAll('Error: Peer netns reference is invalid.\n', '')};
}

/** Neighbours are listed in the order of a hash with a random seed. */
function inOrder(run: string, text: string): string {
	return /^ip (?:-\S+ )*n/.test(run) ? `${text.trimEnd().split('\n').sort().join('\n')}\n` : text;
}
