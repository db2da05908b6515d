import { AgentBit, TABLE_WIDTH } from './agent-table.ts'
import {
  COLOUR,
  COLOUR_COUNT,
  FLAG_RING,
  FLOW,
  HELD_SIZE,
  MUTED_ALPHA,
  OUTSIDE_ALPHA,
  RIM_DARKNESS,
  UNKNOWN_ALPHA,
} from './look.ts'

/** A number as GLSL writes floats. */
const float = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value))

/**
 * What all vertex shaders start with: nothing comes from vertex buffers that can be looked up in the table of agents. World
 * units become CSS pixels first, so that widths and sizes are in pixels whatever the zoom.
 */
const VERTEX_HEAD = /* glsl */ `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
uniform mat3 uProjectionMatrix;
uniform mat3 uWorldTransformMatrix;
uniform mat3 uTransformMatrix;
uniform sampler2D uAgents;
uniform vec3 uColours[${COLOUR_COUNT}];
uniform float uByShade;
uniform float uRadius;
uniform float uRatio;
const vec4 NOWHERE = vec4(2.0, 2.0, 2.0, 1.0);

vec4 agentAt(int row) { return texelFetch(uAgents, ivec2(row % ${TABLE_WIDTH}, row / ${TABLE_WIDTH}), 0); }
vec2 pixelsOf(vec2 world) { return (uWorldTransformMatrix * uTransformMatrix * vec3(world, 1.0)).xy; }
vec4 onScreen(vec2 pixels) { return vec4((uProjectionMatrix * vec3(pixels, 1.0)).xy, 0.0, 1.0); }
vec3 rampAt(float shade) {
  float place = clamp(shade, 0.0, 1.0) * 8.0;
  int below = min(7, int(place));
  return mix(uColours[${COLOUR.ramp} + below], uColours[${COLOUR.ramp + 1} + below], place - float(below));
}
/** Opacity that an agent's line or mark takes from the agent. */
float presence(int bits) {
  if ((bits & ${AgentBit.departed}) != 0) return 0.0;
  return ((bits & ${AgentBit.muted}) != 0 ? ${float(MUTED_ALPHA)} : 1.0) * ((bits & ${AgentBit.outside}) != 0 ? ${float(OUTSIDE_ALPHA)} : 1.0);
}
`

const FRAGMENT_HEAD = /* glsl */ `#version 300 es
precision highp float;
precision highp int;
uniform float uRatio;
out vec4 finalColor;
`

/** A corner of the smallest triangle around a disc: three vertices an agent are fewer than a quad's. */
const CORNER = /* glsl */ `
const vec2 CORNERS[3] = vec2[3](vec2(0.0, 2.0), vec2(-1.7320508, -1.0), vec2(1.7320508, -1.0));
`

/** One agent in three vertices. Shapes are distances in the fragment shader, so that edges are smooth at every size. */
export const AGENTS = {
  vertex: /* glsl */ `${VERTEX_HEAD}${CORNER}
uniform float uShaped;
out vec2 vOffset;
flat out vec4 vColour;
flat out float vRadius;
flat out int vShape;
void main() {
  vec4 agent = agentAt(gl_VertexID / 3);
  int bits = int(agent.z);
  if ((bits & ${AgentBit.departed}) != 0) { gl_Position = NOWHERE; return; }
  int kind = bits & ${AgentBit.kind};
  bool held = (bits & ${AgentBit.held}) != 0;
  bool unknown = (bits & ${AgentBit.unknown}) != 0;
  vRadius = max(held ? uRadius * ${float(HELD_SIZE)} : uRadius, 0.5 / uRatio);
  vShape = uShaped > 0.5 ? kind : 0;
  vec3 colour = uByShade > 0.5
    ? (unknown ? uColours[${COLOUR.muted}] : rampAt(agent.w))
    : (held ? uColours[${COLOUR.held}] : uColours[kind]);
  float alpha = unknown && uByShade > 0.5 ? ${float(UNKNOWN_ALPHA)} : 1.0;
  vColour = vec4(colour, alpha * presence(bits));
  vOffset = CORNERS[gl_VertexID % 3] * (1.26 * vRadius + 0.75 / uRatio);
  gl_Position = onScreen(pixelsOf(agent.xy) + vOffset);
}`,
  fragment: /* glsl */ `${FRAGMENT_HEAD}
uniform float uRim;
in vec2 vOffset;
flat in vec4 vColour;
flat in float vRadius;
flat in int vShape;
/** Distance to the edge of the kind's shape, negative inside; the same as shapeDistance in headless/shapes.ts. */
float shapeDistance(vec2 at, float radius, int shape) {
  vec2 side = abs(at);
  if (shape == 1) return max(side.x, side.y) - 0.86 * radius;
  if (shape == 2) return (side.x + side.y - 1.18 * radius) * 0.7071068;
  if (shape == 3) return max(side.x * 0.8660254 - at.y * 0.5, at.y) - 0.62 * radius;
  if (shape == 4) return min(max(side.x - 1.04 * radius, side.y - 0.4 * radius), max(side.x - 0.4 * radius, side.y - 1.04 * radius));
  if (shape == 5) return abs(length(at) - 0.76 * radius) - 0.24 * radius;
  return length(at) - radius;
}
void main() {
  float inside = -shapeDistance(vOffset, vRadius, vShape);
  float cover = clamp(inside * uRatio + 0.5, 0.0, 1.0) * vColour.a;
  float rim = uRim * clamp(1.5 - inside, 0.0, 1.0);
  vec3 colour = vColour.rgb * mix(1.0, ${float(RIM_DARKNESS)}, rim);
  finalColor = vec4(colour * cover, cover);
}`,
}

/** From small to large, as `flagRing` in look.ts has it. */
const grown = ([small, large]: readonly [number, number]): string =>
  `mix(${float(small)}, ${float(large)}, grown)`

/** Rings around agents, drawn after all of them. Each vertex names its agent's row and the style. */
export const RINGS = {
  vertex: /* glsl */ `${VERTEX_HEAD}${CORNER}
in vec2 aRing;
out vec2 vOffset;
flat out vec3 vColour;
flat out vec3 vGround;
flat out float vRadius;
flat out float vAlpha;
flat out float vHalf;
flat out int vStyle;
void main() {
  vec4 agent = agentAt(int(aRing.x));
  int bits = int(agent.z);
  vStyle = int(aRing.y);
  vAlpha = vStyle == 0 ? presence(bits) : ((bits & ${AgentBit.departed}) != 0 ? 0.0 : 1.0);
  if (vAlpha < 0.5) { gl_Position = NOWHERE; return; }
  float grown = clamp((uRadius - ${float(FLAG_RING.from)}) / ${float(FLAG_RING.to - FLAG_RING.from)}, 0.0, 1.0);
  vRadius = vStyle == 0
    ? max(uRadius, ${float(FLAG_RING.leastDot)}) + ${grown(FLAG_RING.gap)}
    : max(uRadius, 3.0) + (vStyle == 1 ? 4.5 : 2.5);
  vHalf = vStyle == 0 ? ${grown(FLAG_RING.halfWidth)} : 0.9;
  if (vStyle == 0) vAlpha *= ${grown(FLAG_RING.alpha)};
  vColour = uColours[${COLOUR.text}];
  vGround = uColours[${COLOUR.background}];
  vOffset = CORNERS[gl_VertexID % 3] * (vRadius + (vStyle == 3 ? 7.0 : 3.0));
  gl_Position = onScreen(pixelsOf(agent.xy) + vOffset);
}`,
  fragment: /* glsl */ `${FRAGMENT_HEAD}
in vec2 vOffset;
flat in vec3 vColour;
flat in vec3 vGround;
flat in float vRadius;
flat in float vAlpha;
flat in float vHalf;
flat in int vStyle;
float band(float distance, float radius, float halfWidth) {
  return clamp((halfWidth - abs(distance - radius)) * uRatio + 0.5, 0.0, 1.0);
}
void main() {
  float distance = length(vOffset);
  float width = vHalf;
  float ring = band(distance, vRadius, width);
  float ground = band(distance, vRadius, width + 1.0) * (vStyle == 0 ? 0.45 : 0.8);
  if (vStyle == 1) ring *= step(0.35, fract(atan(vOffset.y, vOffset.x) * 0.95493));
  if (vStyle == 3) {
    ring = max(ring, band(distance, vRadius + 4.0, width));
    ground = max(ground, band(distance, vRadius + 4.0, width + 1.0) * 0.8);
  }
  float cover = max(ring, ground) * vAlpha;
  finalColor = vec4(mix(vGround, vColour, ring / max(max(ring, ground), 0.001)) * cover, cover);
}`,
}

/** Sides of a flow's curve: as many pieces as it takes to look round. */
export const FLOW_PIECES = 12
/** Vertices of a flow in the one strip that holds all, with the first and the last one twice so that no two touch. */
export const FLOW_VERTICES = 2 * (FLOW_PIECES + 1) + 2

/**
 * One interaction as a curve from the initiator, where it is wide, to the counterparty. It bows to one side, so that both
 * directions between two agents can be told apart, and it is found from the rows of both agents: nothing is computed
 * outside when they move.
 */
export const FLOWS = {
  vertex: /* glsl */ `${VERTEX_HEAD}
uniform sampler2D uFlows;
uniform float uFlowAlpha;
uniform float uSelected;
out float vAcross;
flat out float vHalf;
flat out vec4 vColour;
void main() {
  int number = gl_VertexID / ${FLOW_VERTICES};
  int vertex = clamp(gl_VertexID % ${FLOW_VERTICES} - 1, 0, ${FLOW_VERTICES - 3});
  vec4 flow = texelFetch(uFlows, ivec2(number % ${TABLE_WIDTH}, number / ${TABLE_WIDTH}), 0);
  vec4 from = agentAt(int(flow.x));
  vec4 to = agentAt(int(flow.y));
  bool chosen = flow.x == uSelected || flow.y == uSelected;
  bool accepted = flow.w > 0.5;
  float alpha = chosen ? 0.95 : (accepted ? ${float(FLOW.acceptedAlpha)} : ${float(FLOW.refusedAlpha)}) * uFlowAlpha;
  alpha *= min(presence(int(from.z)), presence(int(to.z)));
  if (alpha < 0.004) { gl_Position = NOWHERE; return; }
  vec2 start = pixelsOf(from.xy);
  vec2 end = pixelsOf(to.xy);
  vec2 whole = end - start;
  vec2 bend = 0.5 * (start + end) + vec2(-whole.y, whole.x) * ${float(FLOW.bow)};
  float t = float(vertex / 2) / ${float(FLOW_PIECES)};
  vec2 along = 2.0 * mix(bend - start, end - bend, t);
  vec2 across = length(along) > 0.0001 ? normalize(vec2(-along.y, along.x)) : vec2(0.0);
  float width = (accepted ? ${float(FLOW.acceptedWidth)} : ${float(FLOW.refusedWidth)}) + (chosen ? 0.8 : 0.0);
  vHalf = 0.5 * width * mix(1.25, 0.6, t);
  vAcross = (vertex % 2 == 0 ? 1.0 : -1.0) * (vHalf + 0.75 / uRatio);
  float p = flow.z;
  vec3 colour = p < 0.5
    ? mix(uColours[${COLOUR.kinds + 3}], uColours[${COLOUR.muted}], 2.0 * p)
    : mix(uColours[${COLOUR.muted}], uColours[${COLOUR.kinds}], 2.0 * p - 1.0);
  vColour = vec4(colour, alpha);
  vec2 at = mix(mix(start, bend, t), mix(bend, end, t), t) + across * vAcross;
  gl_Position = onScreen(at);
}`,
  fragment: /* glsl */ `${FRAGMENT_HEAD}
in float vAcross;
flat in float vHalf;
flat in vec4 vColour;
void main() {
  float cover = clamp((vHalf - abs(vAcross)) * uRatio + 0.5, 0.0, 1.0) * vColour.a;
  finalColor = vec4(vColour.rgb * cover, cover);
}`,
}

/** Ties as lines of one device pixel: each vertex names the row of an agent. */
export const TIES = {
  vertex: /* glsl */ `${VERTEX_HEAD}
in float aRow;
uniform float uTieAlpha;
out float vAlpha;
void main() {
  vec4 agent = agentAt(int(aRow));
  vAlpha = uTieAlpha * presence(int(agent.z));
  gl_Position = onScreen(pixelsOf(agent.xy));
}`,
  fragment: /* glsl */ `${FRAGMENT_HEAD}
uniform vec3 uColours[${COLOUR_COUNT}];
in float vAlpha;
void main() { finalColor = vec4(uColours[${COLOUR.muted}] * vAlpha, vAlpha); }`,
}

/** The lasso's outline: each vertex carries both ends of its side in world units, six vertices a side. */
export const LASSO = {
  vertex: /* glsl */ `${VERTEX_HEAD}
in vec4 aSide;
out float vAcross;
void main() {
  vec2 start = pixelsOf(aSide.xy);
  vec2 end = pixelsOf(aSide.zw);
  int corner = gl_VertexID % 6;
  float t = corner == 1 || corner == 4 || corner == 5 ? 1.0 : 0.0;
  vAcross = (corner == 0 || corner == 1 || corner == 4 ? 1.0 : -1.0) * 1.6;
  vec2 whole = end - start;
  vec2 across = length(whole) > 0.0001 ? normalize(vec2(-whole.y, whole.x)) : vec2(0.0);
  gl_Position = onScreen(mix(start, end, t) + across * vAcross);
}`,
  fragment: /* glsl */ `${FRAGMENT_HEAD}
uniform vec3 uColours[${COLOUR_COUNT}];
in float vAcross;
void main() {
  float cover = clamp((0.9 - abs(vAcross)) * uRatio + 0.5, 0.0, 1.0);
  finalColor = vec4(uColours[${COLOUR.accent}] * cover, cover);
}`,
}
