using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Confab.Floor;

/// <summary>SQLite as the server has it: WAL, synchronous=FULL, one writer whose commits are shared by all that wait; commands prepared once.</summary>
internal sealed class SqliteRows : IRows
{
    private const int MaxBatch = 256;
    private const string Columns = "id, conversation_id, direction, status, reference_type, source, destination, text, medias, sender_type, delivery, provider_id, tm_create, tm_update, tm_delete";

    private readonly string file;
    private readonly SqliteConnection connection;
    private readonly ConcurrentBag<SqliteCommand> readers = [];
    private readonly Channel<(Message Message, TaskCompletionSource Done)> queue = Channel.CreateUnbounded<(Message, TaskCompletionSource)>(new() { SingleReader = true });
    private readonly SqliteCommand begin, commit, received, stored, told;

    public SqliteRows(string file)
    {
        this.file = file;
        connection = Open("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        Prepare(connection, """
            CREATE TABLE received (key TEXT PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE messages (id BLOB PRIMARY KEY, conversation_id INTEGER, direction TEXT, status TEXT, reference_type TEXT, source TEXT, destination TEXT,
                text TEXT, medias TEXT, sender_type TEXT, delivery TEXT, provider_id TEXT, tm_create TEXT, tm_update TEXT, tm_delete TEXT);
            CREATE INDEX messages_page ON messages (conversation_id, tm_create);
            CREATE TABLE events (position INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB, data TEXT)
            """).ExecuteNonQuery();
        begin = Prepare(connection, "BEGIN IMMEDIATE");
        commit = Prepare(connection, "COMMIT");
        received = Prepare(connection, "INSERT INTO received VALUES (@0)", 1);
        stored = Prepare(connection, "INSERT INTO messages VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14)", 15);
        told = Prepare(connection, "INSERT INTO events (id, data) VALUES (@0, @1)", 2);
        new Thread(Write) { IsBackground = true, Name = "sqlite writer" }.Start();
    }

    public Task AddAsync(Message message)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Writer.TryWrite((message, done));
        return done.Task;
    }

    public Task<List<Message>> PageAsync(int conversation, int size)
    {
        if (!readers.TryTake(out var page))
            page = Prepare(Open("PRAGMA query_only = ON"), $"SELECT {Columns} FROM messages WHERE conversation_id = @0 ORDER BY tm_create DESC LIMIT @1", 2);
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

    public Task FillAsync(IEnumerable<Message> messages) => Task.WhenAll(messages.Select(AddAsync));

    public ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        return default;
    }

    private void Write()
    {
        var batch = new List<(Message Message, TaskCompletionSource Done)>();
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < MaxBatch && queue.Reader.TryRead(out var item))
                batch.Add(item);
            begin.ExecuteNonQuery();
            batch.ForEach(item => Insert(item.Message));
            commit.ExecuteNonQuery();
            batch.ForEach(item => item.Done.SetResult());
        }
    }

    private void Insert(Message message)
    {
        Execute(received, message.Key);
        Execute(stored, message.Id.ToByteArray(), message.ConversationId, message.Direction, message.Status, message.ReferenceType, message.Source, message.Destination, message.Text,
            message.Medias, message.SenderType, message.Delivery, message.ProviderId, message.TmCreate, message.TmUpdate, message.TmDelete);
        Execute(told, Guid.CreateVersion7().ToByteArray(), System.Text.Encoding.UTF8.GetString(message.ToJson()));
    }

    private static void Execute(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
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
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
        return command;
    }
}
