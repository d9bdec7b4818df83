// A placeholder.

export default function Placeholder({ section }: { readonly section: string | undefined }) {
  return <div className="page">{section}</div>
}
