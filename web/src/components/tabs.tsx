// Several views of one thing, one shown at a time.

import { useEffect, useRef, type ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components'

export interface TabsProps<Id extends string> {
  readonly label: string
  readonly selected: Id
  readonly onSelect: (id: Id) => void
  readonly tabs: readonly { readonly id: Id; readonly title: string; readonly content: ReactNode }[]
}

export function Tabs<Id extends string>({ label, selected, onSelect, tabs }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null)
  // Where the tabs do not fit, the chosen one is moved into view.
  useEffect(() => {
    // One frame later: react-aria makes a collection's elements after the first render.
    const frame = requestAnimationFrame(() => {
      list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
    })
    return () => {
      cancelAnimationFrame(frame)
    }
  }, [selected])
  return (
    <AriaTabs
      className="tabs"
      selectedKey={selected}
      onSelectionChange={key => {
        const tab = tabs.find(({ id }) => id === key)
        if (tab) onSelect(tab.id)
      }}
    >
      <TabList ref={list} aria-label={label} className="tab-list">
        {tabs.map(({ id, title }) => (
          <Tab key={id} id={id} className="tab">
            {title}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="tab-panel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}
