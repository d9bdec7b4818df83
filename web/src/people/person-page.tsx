// A placeholder.

export default function Placeholder({ personId }: { readonly personId: string | undefined }) {
  return <div className="page">{personId}</div>
}
