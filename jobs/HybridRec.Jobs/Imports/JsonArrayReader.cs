using System.Buffers;
using System.Text.Unicode;

namespace HybridRec.Jobs.Imports;

/// <summary>Cuts a JSON array into its elements, in constant memory, and goes on after a broken one.</summary>
/// <remarks>
/// <see cref="System.Text.Json"/>'s readers stop at the first error, which would lose the rest of a history because of one
/// damaged byte. This reader only follows brackets and strings, and leaves judging an element to whoever parses it.
/// It finds its way back in two places: at a line end inside a string, and at an object that starts where only a key may.
/// </remarks>
internal sealed class JsonArrayReader
{
    private const int MaxDepth = 64;
    private static readonly SearchValues<byte> StringEvents = SearchValues.Create("\"\\\n"u8);

    private readonly ByteWindow _window;
    private readonly bool[] _isObject = new bool[MaxDepth];
    private int _depth;
    private bool _inString;
    private bool _escaped;
    private bool _expectsKey;

    // While an element is started, the window begins with its first byte.
    private bool _started;
    private string? _fault;
    private int _position;
    private long _number = 1;

    private JsonArrayReader(Stream stream) => _window = new ByteWindow(stream);

    /// <summary>All elements, and a last entry with a fault where the array is cut off or followed by something.</summary>
    /// <param name="stream">UTF-8 whose first byte, but for white space and a byte order mark, is '['.</param>
    public static IEnumerable<RawEntry> Read(Stream stream) => new JsonArrayReader(stream).Entries();

    private IEnumerable<RawEntry> Entries()
    {
        bool opened = false;
        bool closed = false;
        while (Available())
        {
            byte current = _window.Unread.Span[_position];
            if (_inString)
            {
                FollowString();
            }
            else if (current is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                _position++;
            }
            else if (closed)
            {
                yield return new RawEntry(_number, default, "there is text after the end of the list");
                yield break;
            }
            else if (!opened)
            {
                opened = true;
                _position++;
            }
            else if (_depth == 0 && current is (byte)',' or (byte)']')
            {
                if (_started)
                {
                    yield return Finish();
                }

                closed = current == (byte)']';
                _position++;
            }
            else
            {
                if (current == (byte)'{' && _expectsKey)
                {
                    // An object cannot start where a key must: the element before it was never closed.
                    _fault = "not closed before the next entry starts";
                    yield return Finish();
                }

                Follow(current);
            }
        }

        if (_started)
        {
            _fault ??= _window.Damage ?? "the file ends in the middle of this entry";
            yield return Finish();
        }
        else if (!closed)
        {
            yield return new RawEntry(
                _number, default, _window.Damage ?? "the file ends without closing its list: it may be cut off");
        }
    }

    private bool Available()
    {
        if (_position < _window.Unread.Length)
        {
            return true;
        }

        if (_started && _position > RawEntry.MaxBytes)
        {
            _fault = RawEntry.TooLong;
        }

        if (!_started || _fault is not null)
        {
            _window.Consume(_position);
            _position = 0;
        }

        return _window.Fill();
    }

    private void Follow(byte current)
    {
        if (!_started)
        {
            _window.Consume(_position);
            (_position, _started) = (0, true);
        }

        _expectsKey = false;
        switch (current)
        {
            case (byte)'"':
                _inString = true;
                break;
            case (byte)'{' or (byte)'[':
                Open(isObject: current == (byte)'{');
                break;
            case (byte)'}' or (byte)']' when _depth > 0:
                _depth--;
                break;
            case (byte)',':
                _expectsKey = _depth <= MaxDepth && _isObject[_depth - 1];
                break;
        }

        _position++;
    }

    private void Open(bool isObject)
    {
        if (_depth < MaxDepth)
        {
            _isObject[_depth] = isObject;
            _expectsKey = isObject;
        }

        _depth++;
    }

    private void FollowString()
    {
        if (_escaped)
        {
            _escaped = false;
            _position++;
            return;
        }

        int length = _window.Unread.Span[_position..].IndexOfAny(StringEvents);
        if (length < 0)
        {
            _position = _window.Unread.Length;
            return;
        }

        _position += length;
        byte found = _window.Unread.Span[_position++];
        _escaped = found == (byte)'\\';
        _inString = _escaped;
    }

    private RawEntry Finish()
    {
        ReadOnlyMemory<byte> bytes = _window.Unread[.._position];
        string? fault = _fault
            ?? (_position > RawEntry.MaxBytes ? RawEntry.TooLong : Utf8.IsValid(bytes.Span) ? null : RawEntry.NotUtf8);
        _window.Consume(_position);
        (_position, _depth, _started, _expectsKey, _inString, _fault) = (0, 0, false, false, false, null);
        return new RawEntry(_number++, fault is null ? bytes : default, fault);
    }
}
