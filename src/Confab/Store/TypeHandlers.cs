using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Confab.Store;

/// <summary>How our values stand in the database: ids as 16 bytes, times as microseconds, flags as 0 and 1.</summary>
internal static class TypeHandlers
{
    /// <summary>Tells Dapper, once per process.</summary>
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(Guid));
        SqlMapper.RemoveTypeMap(typeof(Guid?));
        SqlMapper.RemoveTypeMap(typeof(bool));
        SqlMapper.AddTypeHandler(new IdHandler());
        SqlMapper.AddTypeHandler(new TimeHandler());
        SqlMapper.AddTypeHandler(new FlagHandler());
    }

    private sealed class IdHandler : SqlMapper.TypeHandler<Guid>
    {
        public override Guid Parse(object value) => value is byte[] bytes ? new Guid(bytes, bigEndian: true) : (Guid)value;

        public override void SetValue(IDbDataParameter parameter, Guid value) =>
            parameter.Value = parameter is SqliteParameter ? value.ToByteArray(bigEndian: true) : value;
    }

    private sealed class TimeHandler : SqlMapper.TypeHandler<Timestamp>
    {
        public override Timestamp Parse(object value) => new((long)value);

        public override void SetValue(IDbDataParameter parameter, Timestamp value) => parameter.Value = value.Micros;
    }

    private sealed class FlagHandler : SqlMapper.TypeHandler<bool>
    {
        public override bool Parse(object value) => Convert.ToInt64(value) != 0;

        public override void SetValue(IDbDataParameter parameter, bool value) => parameter.Value = value ? 1 : 0;
    }
}
