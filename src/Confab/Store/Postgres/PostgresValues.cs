using Npgsql;
using NpgsqlTypes;

namespace Confab.Store.Postgres;

/// <summary>The values of a statement as parameters, each of its own type.</summary>
internal sealed class PostgresValues(int count) : IValues
{
    private readonly NpgsqlParameter[] parameters = new NpgsqlParameter[count];

    /// <summary>A statement with its values.</summary>
    public static NpgsqlBatchCommand Command(Statement statement)
    {
        var command = new NpgsqlBatchCommand(statement.Sql.Numbered);
        var values = new PostgresValues(statement.Sql.Names.Length);
        statement.Bind(values);
        foreach (var parameter in values.parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    /// <inheritdoc />
    public void Add(int place, long value) => parameters[place] = new NpgsqlParameter<long> { TypedValue = value };

    /// <inheritdoc />
    public void Add(int place, int value) => parameters[place] = new NpgsqlParameter<int> { TypedValue = value };

    /// <inheritdoc />
    public void Add(int place, string value) => parameters[place] = new NpgsqlParameter<string> { TypedValue = value };

    /// <inheritdoc />
    public void Add(int place, Guid value) => parameters[place] = new NpgsqlParameter<Guid> { TypedValue = value };

    /// <inheritdoc />
    public void Add(int place, byte[] value) => parameters[place] = new NpgsqlParameter<byte[]> { TypedValue = value };

    /// <inheritdoc />
    public void AddNull(int place, Type type) => parameters[place] = new NpgsqlParameter
    {
        Value = DBNull.Value,
        NpgsqlDbType = type == typeof(Guid) ? NpgsqlDbType.Uuid : type == typeof(string) ? NpgsqlDbType.Text : type == typeof(byte[]) ? NpgsqlDbType.Bytea
            : type == typeof(Timestamp) || type == typeof(long) ? NpgsqlDbType.Bigint : NpgsqlDbType.Integer
    };
}
