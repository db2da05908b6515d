import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'
import ts from 'typescript'

/** Leaves the sentences that document declarations out of a bundle of our own TypeScript. Meaning and types stay. */
export function withoutDocumentation(): Plugin {
  return {
    name: 'without-documentation',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) =>
        /[\\/]node_modules[\\/]/.test(path)
          ? undefined
          : { contents: leaveOutDocumentation(readFileSync(path, 'utf8')), loader: 'ts' },
      )
    },
  }
}

/**
 * The same program with every `doc: …` of an object set to `''`, and the sentences that are handed to a function of the
 * file for such a `doc` alone.
 */
export function leaveOutDocumentation(source: string): string {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES2022, true)
  const carriers = carriersOf(file)
  const cuts: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    if (isDocumentation(node)) {
      cuts.push(node.initializer)
      return
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const carried = node.arguments[carriers.get(node.expression.text) ?? -1]
      if (carried && isText(carried)) cuts.push(carried)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  let text = source
  for (const cut of cuts.sort((a, b) => b.getStart() - a.getStart())) {
    text = `${text.slice(0, cut.getStart())}''${text.slice(cut.end)}`
  }
  return text
}

/** `doc: …` in an object; a type's `doc: string` is a signature and no assignment. */
const isDocumentation = (node: ts.Node): node is ts.PropertyAssignment =>
  ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === 'doc'

const isText = (node: ts.Expression): boolean =>
  ts.isStringLiteralLike(node) ||
  (ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.PlusToken &&
    isText(node.left) &&
    isText(node.right))

/** Arrow functions of a file, by name, with the place of the parameter that they use in a `doc` and nowhere else. */
function carriersOf(file: ts.SourceFile): Map<string, number> {
  const carriers = new Map<string, number>()
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!ts.isIdentifier(name) || !initializer || !ts.isArrowFunction(initializer)) continue
      const place = initializer.parameters.findIndex(
        (parameter) => ts.isIdentifier(parameter.name) && isOnlyDocumented(parameter.name, initializer.body),
      )
      if (place >= 0) carriers.set(name.text, place)
    }
  }
  return carriers
}

function isOnlyDocumented(parameter: ts.Identifier, body: ts.Node): boolean {
  let inside = 0
  let outside = 0
  const count = (node: ts.Node, documented: boolean): void => {
    if (ts.isIdentifier(node) && node.text === parameter.text) documented ? inside++ : outside++
    ts.forEachChild(node, (child) => count(child, documented || isDocumentation(node)))
  }
  count(body, false)
  return inside > 0 && outside === 0
}
