/**
 * Whether the terminal is light or dark, as far as its environment says: `VSWITCH_LAB_BACKGROUND`, or `COLORFGBG` as rxvt,
 * Konsole and others set it. Most terminals say nothing; they count as dark. The terminal is not asked, because an answer
 * that comes late would be taken for keys.
 */
export function backgroundOf(env: Readonly<Record<string, string | undefined>>): 'light' | 'dark' {
	const asked = env.VSWITCH_LAB_BACKGROUND;
	if (asked === 'light' || asked === 'dark') {
		return asked;
	}
	// "foreground;background", or "foreground;default;background", as numbers of the 16 colours.
	const background = env.COLORFGBG?.split(';').at(-1);
	return background === '7' || background === '15' ? 'light' : 'dark';
}
