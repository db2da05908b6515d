/**
 * What the canvas uses of Pixi, from its own files: the package's front door brings text, events, assets and filters along,
 * which the page would have to fetch and never uses. Only the page's build puts this in Pixi's place.
 */
import '../../node_modules/pixi.js/lib/rendering/init.mjs'
import '../../node_modules/pixi.js/lib/scene/mesh/init.mjs'

export { Rectangle } from '../../node_modules/pixi.js/lib/maths/shapes/Rectangle.mjs'
export { GlProgram } from '../../node_modules/pixi.js/lib/rendering/renderers/gl/shader/GlProgram.mjs'
export { WebGLRenderer } from '../../node_modules/pixi.js/lib/rendering/renderers/gl/WebGLRenderer.mjs'
export { Buffer } from '../../node_modules/pixi.js/lib/rendering/renderers/shared/buffer/Buffer.mjs'
export { BufferUsage } from '../../node_modules/pixi.js/lib/rendering/renderers/shared/buffer/const.mjs'
export { Geometry } from '../../node_modules/pixi.js/lib/rendering/renderers/shared/geometry/Geometry.mjs'
export { Shader } from '../../node_modules/pixi.js/lib/rendering/renderers/shared/shader/Shader.mjs'
export { UniformGroup } from '../../node_modules/pixi.js/lib/rendering/renderers/shared/shader/UniformGroup.mjs'
export { BufferImageSource } from '../../node_modules/pixi.js/lib/rendering/renderers/shared/texture/sources/BufferImageSource.mjs'
export { Container } from '../../node_modules/pixi.js/lib/scene/container/Container.mjs'
export { Mesh } from '../../node_modules/pixi.js/lib/scene/mesh/shared/Mesh.mjs'
