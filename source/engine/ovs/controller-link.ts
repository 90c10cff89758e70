/** A bridge's connection to one controller (struct ofconn, struct rconn). */
export interface ControllerLink {
	/** `tcp:10.0.0.9:6653` */
	target: string;
}
