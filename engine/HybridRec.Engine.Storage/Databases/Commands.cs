using System.Data.Common;

namespace HybridRec.Engine.Storage;

/// <summary>Short cuts for commands, readers and text.</summary>
internal static class Commands
{
    private const char Replacement = '\uFFFD';

    /// <summary>Sets all parameters in order; null becomes NULL.</summary>
    public static DbCommand With(this DbCommand command, params ReadOnlySpan<object?> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] is string text ? text.Storable() : values[i] ?? DBNull.Value;
        }

        return command;
    }

    /// <summary>
    /// A text as every store keeps it: NUL, which PostgreSQL cannot hold, and halves of surrogate pairs, which UTF-8
    /// cannot, become U+FFFD.
    /// </summary>
    public static string Storable(this string text)
    {
        ReadOnlySpan<char> rest = text;
        if (rest.IndexOf('\0') < 0 && rest.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return text;
        }

        char[] chars = text.ToCharArray();
        for (int i = 0; i < chars.Length; i++)
        {
            if (char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length && char.IsLowSurrogate(chars[i + 1]))
            {
                i++;
            }
            else if (chars[i] == '\0' || char.IsSurrogate(chars[i]))
            {
                chars[i] = Replacement;
            }
        }

        return new string(chars);
    }

    /// <summary>A text column, or null.</summary>
    public static string? GetTextOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>An integer column, or null.</summary>
    public static long? GetInt64OrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetInt64(column);
}
