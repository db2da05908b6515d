import { ColourBy } from './colour-by.tsx'
import { Drawer } from './drawer.tsx'
import { LayoutPicker } from './layout-picker.tsx'
import { Legend } from './legend.tsx'
import { Levers } from './levers.tsx'
import { NarrowControls } from './seed.tsx'

/** What the picture shows, of whom, and under which rules. */
export function LeftColumn() {
  return (
    <Drawer side="left" label="Picture and rules">
      <NarrowControls />
      <ColourBy />
      <LayoutPicker />
      <Legend />
      <Levers />
    </Drawer>
  )
}
