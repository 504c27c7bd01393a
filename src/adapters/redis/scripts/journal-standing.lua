#!lua flags=no-writes
-- What is there of a journal by which to tell whether anything that somebody remembers of it is missing.
--
-- KEYS  1 journal   2 snapshot   3 committed offsets (of a group only)
-- ARGV  1 id of the remembered entry
-- Reply {'there', token at that id or '', token of the last entry, position of the snapshot or '',
--        sequence of the newest change of the offsets or '', its token or ''}
--       {'absent'}  no such journal
local function token(entry)
  for i = 1, entry and #entry[2] or 0, 2 do
    if entry[2][i] == 'w' then return entry[2][i + 1] end
  end
  return ''
end

local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last then return { 'absent' } end
local remembered = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
local snapshot = redis.call('HGET', KEYS[2], 'position')
local change = KEYS[3] and redis.call('HMGET', KEYS[3], 'sequence', 'token') or {}
return { 'there', token(remembered), token(last), snapshot or '', change[1] or '', change[2] or '' }
