using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Confab.Floor;

/// <summary>SQLite as the server has it: WAL, synchronous=FULL, one writer whose commits are shared by all that wait; commands prepared once.</summary>
internal sealed class SqliteRows : IRows
{
    private const int MaxBatch = 256;

    private readonly string file;
    private readonly SqliteConnection connection;
    private readonly ConcurrentBag<SqliteCommand> readers = [];
    private readonly Channel<(Row[] Rows, TaskCompletionSource Done)> queue = Channel.CreateUnbounded<(Row[], TaskCompletionSource)>(new() { SingleReader = true });
    private readonly SqliteCommand begin, commit;
    private readonly Dictionary<RowKind, SqliteCommand> commands;

    public SqliteRows(string file)
    {
        this.file = file;
        connection = Open("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        Prepare(connection, """
            CREATE TABLE received (key TEXT PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE messages (id BLOB PRIMARY KEY, conversation_id INTEGER, direction TEXT, status TEXT, reference_type TEXT, source TEXT, destination TEXT,
                text TEXT, medias TEXT, sender_type TEXT, delivery TEXT, provider_id TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT);
            CREATE INDEX messages_page ON messages (conversation_id, tm_create);
            CREATE TABLE events (position INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB, data TEXT);
            CREATE TABLE conversations (id INTEGER PRIMARY KEY, last_sequence BIGINT, tm_last_message TEXT);
            INSERT INTO conversations WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) SELECT i, 0, '' FROM n;
            CREATE TABLE jobs (id BLOB PRIMARY KEY, lane INTEGER, payload TEXT) WITHOUT ROWID;
            CREATE TABLE deliveries (id BLOB PRIMARY KEY, endpoint_id BLOB, event_id BLOB, event_type TEXT, lane INTEGER, status TEXT, tries TEXT, tm_create TEXT, tm_update TEXT);
            CREATE INDEX deliveries_endpoint ON deliveries (endpoint_id, id)
            """).ExecuteNonQuery();
        begin = Prepare(connection, "BEGIN IMMEDIATE");
        commit = Prepare(connection, "COMMIT");
        commands = Enum.GetValues<RowKind>().ToDictionary(kind => kind, kind => Prepare(connection, RowSql.Of(kind), RowSql.Of(kind).Count(letter => letter == '$')));
        new Thread(Write) { IsBackground = true, Name = "sqlite writer" }.Start();
    }

    public Task WriteAsync(params Row[] rows)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Writer.TryWrite((rows, done));
        return done.Task;
    }

    public Task<List<Message>> PageAsync(int conversation, int size)
    {
        if (!readers.TryTake(out var page))
            page = Prepare(Open("PRAGMA query_only = ON"), $"SELECT {RowSql.Columns} FROM messages WHERE conversation_id = $1 ORDER BY tm_create DESC LIMIT $2", 2);
        page.Parameters[0].Value = conversation;
        page.Parameters[1].Value = size;
        var messages = new List<Message>(size);
        using (var row = page.ExecuteReader())
            while (row.Read())
                messages.Add(new Message(new Guid(row.GetFieldValue<byte[]>(0)), row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6),
                    row.GetString(7), row.GetString(8), row.GetString(9), row.GetString(10), row.GetString(11), row.GetString(12), row.GetString(13), row.GetString(14)));
        readers.Add(page);
        return Task.FromResult(messages);
    }

    public Task FillAsync(IEnumerable<Message> messages) => Task.WhenAll(messages.Select(message => WriteAsync(Row.Stored(message))));

    public ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        return default;
    }

    private void Write()
    {
        var batch = new List<(Row[] Rows, TaskCompletionSource Done)>();
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < MaxBatch && queue.Reader.TryRead(out var item))
                batch.Add(item);
            begin.ExecuteNonQuery();
            batch.ForEach(item => Array.ForEach(item.Rows, Execute));
            commit.ExecuteNonQuery();
            batch.ForEach(item => item.Done.SetResult());
        }
    }

    private void Execute(Row row)
    {
        var command = commands[row.Kind];
        for (var i = 0; i < row.Values.Length; i++)
            command.Parameters[i].Value = row.Values[i] is Guid id ? id.ToByteArray() : row.Values[i];
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open(string pragmas)
    {
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        opened.Open();
        Prepare(opened, pragmas).ExecuteNonQuery();
        return opened;
    }

    private static SqliteCommand Prepare(SqliteConnection on, string sql, int parameters = 0)
    {
        var command = on.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
        return command;
    }
}
