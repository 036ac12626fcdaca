using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridRec.Engine.Numerics;

/// <summary>What the header of a <c>.npy</c> file says. Every fault is an <see cref="InvalidDataException"/>.</summary>
/// <param name="Type">Kind and bytes of a value: "f4", "u1".</param>
/// <param name="Shape">Sizes, each ≥ 0.</param>
internal sealed partial record NpyHeader(string Type, int[] Shape)
{
    private static readonly string[] Types = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"];

    /// <summary>Bytes of one value.</summary>
    public int ElementBytes => Type[1] - '0';

    /// <summary>The product of the sizes, or <see cref="long.MaxValue"/> where no array could hold so many.</summary>
    public long Count
    {
        get
        {
            long count = Shape.Contains(0) ? 0 : 1;
            foreach (int size in Shape)
            {
                count = size > 0 && count > Array.MaxLength / size ? long.MaxValue : count * size;
            }

            return count;
        }
    }

    /// <summary>Reads the Python literal; keys may come in any order.</summary>
    /// <param name="header">Such as <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 2), }</c>.</param>
    public static NpyHeader Parse(string header)
    {
        Match type = Descriptor().Match(header);
        Match order = Order().Match(header);
        Match shape = Sizes().Match(header);
        if (!order.Success || !shape.Success || !header.Contains("descr", StringComparison.Ordinal))
        {
            throw new InvalidDataException("has a damaged header");
        }

        // Structured types have a list in place of a text; those of one byte have no order of bytes.
        string name = type.Groups["type"].Value;
        bool littleEndian = type.Groups["order"].Value is "<" or "|" or "=";
        if (!type.Success || !littleEndian || !Types.Contains(name))
        {
            throw new InvalidDataException(
                $"holds values of type {(type.Success ? type.Groups["order"].Value + name : "(structured)")}; "
                + "little-endian integers and floating-point numbers are read");
        }

        int[] sizes = [.. shape.Groups["size"].Captures.Select(size => Size(size.Value))];
        return order.Groups["fortran"].Value == "False" || sizes.Length <= 1
            ? new NpyHeader(name, sizes)
            : throw new InvalidDataException("is in Fortran order; save numpy.ascontiguousarray(…) instead");
    }

    private static int Size(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            ? size
            : throw new InvalidDataException($"has a size of {digits} in its shape, more than an array can have");

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"](?<order>[<>|=]?)(?<type>[^'"]{1,20})['"]""")]
    private static partial Regex Descriptor();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(?<fortran>True|False)\b""")]
    private static partial Regex Order();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(\s*(?:(?<size>\d+)L?\s*(?:,\s*|(?=\))))*\)""")]
    private static partial Regex Sizes();
}
