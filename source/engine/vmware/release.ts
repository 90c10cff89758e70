/** Releases of vSphere, on which some rules depend. */

export const VSPHERE_RELEASES = ['4.0', '4.1', '5.0', '5.1', '5.5', '6.0', '6.5', '6.7', '7.0', '8.0', '9.0'] as const;
export type VsphereRelease = (typeof VSPHERE_RELEASES)[number];

/** Is `release` this one or a later one? */
export function isSince(release: VsphereRelease, first: VsphereRelease): boolean {
	return VSPHERE_RELEASES.indexOf(release) >= VSPHERE_RELEASES.indexOf(first);
}
