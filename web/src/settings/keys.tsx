// API keys: what there is, and withdrawing them.

import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { ApiKeyJson } from '../../../src/client.ts'
import { ask, useChange } from '../api.ts'
import { Badge } from '../components/badge.tsx'
import { Button } from '../components/button.tsx'
import { ConfirmDialog } from '../components/dialog.tsx'
import { EmptyState, ErrorNotice, Skeleton, useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { settings as texts } from '../i18n/parts/settings.ts'
import { AddKeyDialog } from './add-key-dialog.tsx'

export function Keys() {
  const t = useText(texts)
  const { data: keys, error } = useQuery(ask('GET /keys'))
  const [isAdding, setIsAdding] = useState(false)
  if (error) return <ErrorNotice error={error} />
  if (!keys) return <Skeleton height={240} />
  return (
    <div className="settings">
      <p>{t('keysText')}</p>
      <div>
        <Button
          tone="primary"
          onPress={() => {
            setIsAdding(true)
          }}
        >
          <KeyRound size={18} aria-hidden />
          {t('addKey')}
        </Button>
      </div>
      {keys.length === 0 ? (
        <EmptyState icon={KeyRound} title={t('noKeysTitle')} text={t('noKeysText')} />
      ) : (
        <ul className="card entries">
          {keys.map(key => (
            <KeyLine key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      {isAdding && (
        <AddKeyDialog
          onClose={() => {
            setIsAdding(false)
          }}
        />
      )}
    </div>
  )
}

function KeyLine({ apiKey }: { readonly apiKey: ApiKeyJson }) {
  const t = useText(texts)
  const format = useFormat()
  const toast = useToast()
  const say = useErrorText()
  const [isAsking, setIsAsking] = useState(false)
  const [openedAt] = useState(Date.now)
  const withdraw = useChange('DELETE /keys/:keyId', ['GET /keys'])
  const { id, name, prefix, scopes, createdAt, createdBy, expiresAt, lastUsedAt } = apiKey
  const validity = () => {
    if (expiresAt === null) return t('keyForever')
    return t(Date.parse(expiresAt) < openedAt ? 'keyExpired' : 'keyUntil', { date: format.date(expiresAt) })
  }
  const close = () => {
    setIsAsking(false)
  }
  return (
    <li className="entry-line">
      <div className="entry-what">
        <strong>{name}</strong> <code className="soft">{prefix}…</code>
        <div className="soft small">
          {t('keyMade', { date: format.date(createdAt), name: createdBy })}
          {' · '}
          {lastUsedAt === null ? t('keyUnused') : t('keyUsed', { when: format.ago(lastUsedAt) })}
          {' · '}
          {validity()}
        </div>
        <div className="scopes">
          {scopes.map(scope => (
            <Badge key={scope}>{t(`scope_${scope}`)}</Badge>
          ))}
        </div>
      </div>
      <Button
        onPress={() => {
          setIsAsking(true)
        }}
      >
        {t('withdraw')}
      </Button>
      <ConfirmDialog
        title={t('withdrawTitle', { name })}
        confirm={t('withdraw')}
        isDanger
        isOpen={isAsking}
        isPending={withdraw.isPending}
        onClose={close}
        onConfirm={() => {
          withdraw.mutate(
            { params: { keyId: id } },
            {
              onSuccess: () => {
                toast({ text: t('withdrawn', { name }) })
              },
              onError: error => {
                close()
                toast({ text: say(error) })
              },
            },
          )
        }}
      >
        <p>{t('withdrawText')}</p>
      </ConfirmDialog>
    </li>
  )
}
